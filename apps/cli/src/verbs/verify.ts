import { defineVerb } from "../command.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel verify`: exit code 1 where a check fails. */
export const verify = defineVerb({
  name: "verify",
  summary: "Check that the link table holds together",
  options: tableOptions,
  example: "koppel verify",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.verify(job));
    const rows = result.checks.map(({ name, ok, detail }) => [ok ? "ok" : "FAILED", name, detail]);
    const verdict = result.ok ? "The link table holds together." : "The link table does not hold together.";
    return { result, text: `${textTable(rows)}\n\n${verdict}`, ok: result.ok };
  },
});
