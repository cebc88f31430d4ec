import { defineVerb } from "../command.ts";
import { openRing, ringOptions } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel keys list`: domains and versions, never a key. */
export const keysList = defineVerb({
  name: "keys list",
  summary: "List what is on the key ring, without any key",
  options: ringOptions,
  example: "koppel keys list",
  async run({ values, job }) {
    const result = (await openRing(values, job.signal)).toJSON();
    const rows = result.domains.flatMap(({ name, kind, primary, versions }) =>
      versions.map(({ version, state, created, check }) => [
        name,
        kind,
        `${version}${version === primary ? " (primary)" : ""}`,
        state,
        created.slice(0, 10),
        check.slice(0, 8),
      ]),
    );
    const table = textTable(rows, ["domain", "kind", "version", "state", "made", "check"]);
    return { result, text: `Key ring ${result.id}\n\n${table}` };
  },
});
