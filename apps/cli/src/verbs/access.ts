import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { recordName } from "../record-name.ts";
import { requestOption } from "../request-option.ts";
import { tableOptions, withTable } from "../table-options.ts";

/** `koppel access`: what the provider hands over to a patient. */
export const access = defineVerb({
  name: "access",
  summary: "Write what the table holds on a patient, for the provider",
  operands: { name: "REGISTRY:PROVIDER:RECORD", least: 1, most: 1 },
  options: {
    ...requestOption,
    out: { type: "text", value: "FILE", required: true, help: "the new file to write, as JSON" },
    ...tableOptions,
  },
  example: "koppel access NKKR:H01:H01-0000001 --request 1 --out access.json",
  async run({ values, operands, job }) {
    const { request, out } = values;
    const record = recordName(operands[0]!);
    const told = await withTable(values, job.signal, (table) => table.rights.access(record, request, out));
    const { provider, records, links } = told;
    const result = { file: out, request, provider, records: records.items.length, linked: links.linked };
    const linked = links.linked ? "linked" : "not linked";
    return {
      result,
      text: `${out}: ${counted(records.items.length, "record")} of one patient of ${provider}, ${linked}.
Give it to ${provider} alone, which hands it over. Then:
  koppel request close ${request} done`,
    };
  },
});
