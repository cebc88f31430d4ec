import { defineVerb } from "../command.ts";
import { pairText } from "../explanation/pair-text.ts";
import { explanationText } from "../explanation/record-text.ts";
import { recordName } from "../record-name.ts";
import { tableOptions, withTable } from "../table-options.ts";

/** `koppel explain`: a record, two, or a person by number. */
export const explain = defineVerb({
  name: "explain",
  summary: "Say why a record is where it is, or two are (not) one person",
  operands: { name: "REGISTRY:PROVIDER:RECORD|PERSON", least: 1, most: 2 },
  options: tableOptions,
  example: "koppel explain NKKR:H01:H01-0000001",
  run({ values, operands, job }) {
    const [only] = operands;
    const person = operands.length === 1 && /^\d[\d,]*$/.test(only!) ? Number(only!.replaceAll(",", "")) : undefined;
    const [record, other] = person === undefined ? operands.map(recordName) : [];
    return withTable(values, job.signal, async (table) => {
      if (person !== undefined) {
        const result = await table.explainPerson(person);
        return { result, text: explanationText(result, person) };
      }
      if (other === undefined) {
        const result = await table.explain(record!);
        return { result, text: explanationText(result) };
      }
      const result = await table.explainPair(record!, other);
      return { result, text: pairText(result) };
    });
  },
});
