import { dirname, join } from "node:path";

import { defineVerb } from "../command.ts";
import { purposeSetting } from "../purpose-setting.ts";
import { secretOf } from "../secret.ts";
import { setUp } from "../set-up.ts";
import { homePath, tableOptions } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel init`: a new link table with its keys. */
export const init = defineVerb({
  name: "init",
  summary: "Make a link table, its key ring and the source key",
  options: {
    ...tableOptions,
    "source-key": {
      type: "text",
      value: "FILE",
      help: "key with which providers pseudonymise (default source.json beside the key ring)",
    },
    purpose: { type: "texts", value: "TYPE=PURPOSE", help: "what a type may be used for, as in C=individual" },
  },
  example: "koppel init --table table/koppel.db --keys keys/keys.json",
  async run({ values, job }) {
    const purposes = values.purpose.map(purposeSetting);
    const table = homePath(values.table);
    const keys = homePath(values.keys);
    const sourceKey = homePath(values["source-key"] ?? join(dirname(keys), "source.json"));
    const secret = await secretOf(values, job.signal, "create");
    const made = await setUp({ table, keys, sourceKey, secret, purposes });
    await made.close();
    const files = textTable([
      ["link table", table, "without its keys it tells nothing"],
      ["key ring", keys, "keep it, and its secret, elsewhere and backed up"],
      ["source key", sourceKey, "opens with the same secret; providers pseudonymise with it"],
    ]);
    return {
      result: { table, keys, sourceKey },
      text: `Made:
${files}

Next: say who delivers and for what, then link.
  koppel registry add NAME --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG
  koppel provider add H01
  koppel pseudonymise --help`,
    };
  },
});
