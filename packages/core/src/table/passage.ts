import { KeyringError } from "@koppel/keyring";
import type { Manifest } from "@koppel/pseudonym";

import { NUMBER_TYPE, type Passage } from "../carry/passage.ts";
import { KoppelError } from "../errors.ts";
import type { Delivery } from "../intake/delivery.ts";
import { LINK_DOMAIN, type OpenTable } from "./open-table.ts";

/**
 * The keys that carry the columns of a delivery into the link domain: values of stage 1 are encrypted, final ones of a registry are
 * translated from its domain and version.
 *
 * @throws KoppelError WRONG_SOURCE_KEY, WRONG_DOMAIN, UNKNOWN_PROFILE, VERSION_MISSING, VERSION_DISABLED
 */
export function passagesOf(
  table: OpenTable,
  delivery: Delivery,
): { passages: (Passage | undefined)[]; numberPassage: Passage } {
  const { manifest, input } = delivery;
  checkLabel(table, manifest, input.path);
  const { ring, setup } = table;
  const passage = (type: string): Passage => ({
    from: manifest.stage === "pre" ? null : deliveredKey(table, delivery, type),
    to: ring.typeKey(LINK_DOMAIN, setup.linkVersion, type),
  });
  return {
    passages: setup.types.map((type, t) => (delivery.typeMask & (1 << t) ? passage(type) : undefined)),
    numberPassage: passage(NUMBER_TYPE),
  };
}

/** The key that final values of a type were made under. */
function deliveredKey({ ring }: OpenTable, { manifest, input }: Delivery, type: string): Uint8Array {
  try {
    return ring.typeKey(manifest.domain, manifest.keyVersion, type);
  } catch (cause) {
    if (!(cause instanceof KeyringError)) throw cause;
    throw new KoppelError(cause.code, cause.message, { file: input.path, line: 1, hint: cause.hint, cause });
  }
}

function checkLabel(table: OpenTable, manifest: Manifest, file: string): void {
  if (manifest.profile !== PROFILE)
    throw new KoppelError(
      "UNKNOWN_PROFILE",
      `made under normalisation profile ${manifest.profile}; this table holds ${PROFILE}`,
      { file, line: 1 },
    );
  if (manifest.stage === "final") {
    if (manifest.domain === manifest.registry) return;
    throw new KoppelError(
      "WRONG_DOMAIN",
      `final pseudonyms of domain ${manifest.domain} in a delivery for ${manifest.registry}`,
      { file, line: 1 },
    );
  }
  const { sourceCheck } = table.setup;
  if (manifest.keyCheck === undefined || sourceCheck === manifest.keyCheck) return;
  throw new KoppelError("WRONG_SOURCE_KEY", "made under another source key than the one this table was made with", {
    file,
    line: 1,
    hint: "Ask the provider to pseudonymise again with the source key that `koppel init` wrote.",
  });
}

const PROFILE = "KT1";
