import { REVERSIBLE_DOMAIN } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { NewFiles } from "../new-files.ts";
import { newSecretOf, secretOptions } from "../secret.ts";
import { refuseExisting } from "../set-up.ts";
import { homePath } from "../table-options.ts";

/** `koppel provider key`: the key of a provider's own, with which it alone reads its patient numbers again. */
export const providerKey = defineVerb({
  name: "provider key",
  summary: "Make a provider's own key, for reversible numbers",
  options: {
    out: { type: "text", value: "FILE", required: true, help: "the key file; it never leaves the provider" },
    ...secretOptions,
  },
  example: "koppel provider key --out keys/reversible.json",
  async run({ values, job }) {
    const out = homePath(values.out);
    refuseExisting(out);
    const secret = await newSecretOf(values, job.signal);
    const files = new NewFiles();
    files.claim(out);
    try {
      const ring = await KeyRing.create(out, secret);
      ring.addDomain(REVERSIBLE_DOMAIN, "reversible");
      ring.save();
    } catch (error) {
      files.discard();
      throw error;
    }
    return {
      result: { key: out },
      text: `Made ${out}.

Keep it at the hospital, and back it up: with it alone the patient numbers in
deliveries can be read again. Nobody else needs it, the TTP least of all.

Next: koppel pseudonymise ... --reversible-key ${values.out}`,
    };
  },
});
