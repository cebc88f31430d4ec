import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { reasonOption } from "../reason-option.ts";
import { recordName } from "../record-name.ts";
import { requestOption } from "../request-option.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";

/** `koppel erase`: what a patient asks to be erased. */
export const erase = defineVerb({
  name: "erase",
  summary: "Erase records, as a patient asks, and all that rests on them",
  operands: { name: "REGISTRY:PROVIDER:RECORD", least: 1, most: Infinity },
  options: {
    ...requestOption,
    ...reasonOption,
    "dry-run": { type: "flag", help: "say what would happen, and change nothing" },
    ...tableOptions,
    ...threadsOption,
  },
  example: 'koppel erase NKKR:H01:H01-0000001 --request 2 --reason "the patient asks"',
  async run({ values, operands, job }) {
    const { request, reason } = values;
    const options = { ...job, request, reason, dryRun: values["dry-run"] };
    const result = await withTable(values, job.signal, (table) => table.erase(operands.map(recordName), options));
    const { dryRun, records, localPatients } = result;
    const gone = `${counted(records, "record")}; nothing is left of ${counted(localPatients, "local patient")}`;
    const text = dryRun
      ? `Dry run: nothing was changed. Would erase ${gone}.`
      : `Erased ${gone}.\nTell the provider. Then:\n  koppel request close ${request} done`;
    return { result, text };
  },
});
