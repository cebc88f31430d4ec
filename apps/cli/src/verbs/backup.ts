import { defineVerb } from "../command.ts";
import { count } from "../figures.ts";
import { refuseBeside } from "../keys-apart.ts";
import { withRing } from "../ring-change.ts";
import { homePath, tableOptions, withTable } from "../table-options.ts";

const outOption = {
  out: { type: "text", value: "FILE", required: true, help: "the file to write; nothing may be there" },
} as const;

/** `koppel backup table`: one state of the link table, whoever writes meanwhile. */
export const backupTable = defineVerb({
  name: "backup table",
  summary: "Write a signed copy of the link table to a new file",
  options: { ...outOption, ...tableOptions },
  example: "koppel backup table --out backup/table/monday.db",
  async run({ values, job }) {
    const { out } = values;
    refuseBeside("table", out, homePath(values.keys));
    const result = await withTable(values, job.signal, (table) => table.backup(out));
    const { bytes, sha256, head } = result;
    return {
      result,
      text: `${out}: ${count(bytes)} bytes, SHA-256
  ${sha256}
as of event ${count(head.id)} of the audit trail; signed in ${out}.manifest.json.

Keep both files together, and away from every copy of the key ring.`,
    };
  },
});

/** `koppel backup keys`: the key ring, whole; it is encrypted and signed as it is. */
export const backupKeys = defineVerb({
  name: "backup keys",
  summary: "Write a copy of the key ring; it opens with the same secrets",
  options: { ...outOption, ...tableOptions },
  example: "koppel backup keys --out backup/keys/monday.json",
  async run({ values, job }) {
    const { out } = values;
    refuseBeside("keys", out, homePath(values.table));
    const result = await withRing(values, job.signal, async (keys, ring) => {
      keys.backup(out);
      return { ring: ring.id, digest: ring.digest };
    });
    return {
      result,
      text: `${out}: key ring ${result.ring}

Make another after each change of the ring (a registry, a principal, a rotation), and
keep it away from every copy of the link table.`,
    };
  },
});
