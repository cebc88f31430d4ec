import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { reasonOption } from "../reason-option.ts";
import { requestNumber } from "../request-number.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel restrict`: a patient is kept out of all links for a time. */
export const restrict = defineVerb({
  name: "restrict",
  summary: "Keep the patients of a request out of all links, or lift that",
  operands: { name: "REQUEST on|off", least: 2, most: 2 },
  options: { ...reasonOption, ...tableOptions, ...threadsOption },
  example: 'koppel restrict 3 on --reason "the patient disputes the birth date"',
  async run({ values, operands, job }) {
    const [number, state] = operands as [string, string];
    if (state !== "on" && state !== "off")
      throw new UsageError("restrict: the last word is neither on nor off", "As in koppel restrict 3 on.");
    const request = requestNumber("restrict", number);
    const result = await withTable(values, job.signal, (table) =>
      table.restrict(request, state === "on", values.reason, job),
    );
    const who = counted(result.localPatients, "local patient");
    const text = state === "on" ? `${who} kept out of all links.` : `${who} linked again as the evidence says.`;
    return { result, text };
  },
});
