import { dirname, join } from "node:path";

import { defineVerb } from "../command.ts";
import { purposeSetting } from "../purpose-setting.ts";
import { newSecretOf, passphraseIn } from "../secret.ts";
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
    "source-passphrase-file": {
      type: "text",
      value: "FILE",
      help: "file with a passphrase of its own for the source key, so that providers need not know that of the key ring",
    },
    purpose: { type: "texts", value: "TYPE=PURPOSE", help: "what a type may be used for, as in C=individual" },
  },
  example: "koppel init --table table/koppel.db --keys keys/keys.json",
  async run({ values, job }) {
    const purposes = values.purpose.map(purposeSetting);
    const table = homePath(values.table);
    const keys = homePath(values.keys);
    const sourceKey = homePath(values["source-key"] ?? join(dirname(keys), "source.json"));
    const secret = await newSecretOf(values, job.signal);
    const ownSecret = values["source-passphrase-file"];
    const sourceSecret = ownSecret === undefined ? secret : { passphrase: passphraseIn(ownSecret) };
    const made = await setUp({ table, keys, sourceKey, secret, sourceSecret, purposes });
    await made.close();
    const files = textTable([
      ["link table", table],
      ["key ring", keys],
      ["source key", sourceKey],
    ]);
    return {
      result: { table, keys, sourceKey },
      text: `Made:
${files}

Without the key ring the link table tells nothing: back both up, apart from each
other. With the source key patient files are pseudonymised; it opens with
${ownSecret === undefined ? "the same secret as the key ring (see --source-passphrase-file)" : "the passphrase of its own"}.

Next: say who delivers and for what.
  koppel registry add NAME --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG
  koppel provider add H01
  koppel pseudonymise --help`,
    };
  },
});
