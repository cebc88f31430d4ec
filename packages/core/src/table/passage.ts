import { KeyringError } from "@koppel/keyring";
import type { Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import type { Delivery } from "../intake/delivery.ts";
import { NUMBER_TYPE, type Passage, type Passages } from "../evidence/passage.ts";
import type { HandleKeys } from "../intake/handles.ts";
import { HANDLE_DOMAIN, LINK_DOMAIN, type OpenTable } from "./open-table.ts";

/** The one version of the domain of handles: it is never rotated. */
const HANDLE_VERSION = 1;

/**
 * The keys that carry the columns of a delivery into the link domain, and into that of handles: values of stage 1 are encrypted, final ones
 * of a registry are translated from its domain and version.
 *
 * @throws KoppelError WRONG_SOURCE_KEY, WRONG_DOMAIN, UNKNOWN_PROFILE, VERSION_MISSING, VERSION_DISABLED
 */
export function deliveryKeys(table: OpenTable, delivery: Delivery): { passages: Passages; handleKeys: HandleKeys } {
  const { manifest, input } = delivery;
  checkLabel(table, manifest, input.path);
  const { ring, setup } = table;
  const passage = (type: string, domain: string, version: number): Passage => ({
    from: manifest.stage === "pre" ? null : deliveredKey(table, delivery, type),
    to: ring.typeKey(domain, version, type),
  });
  const toLink = (type: string): Passage => passage(type, LINK_DOMAIN, setup.linkVersion);
  const toHandle = (type: string): Passage => passage(type, HANDLE_DOMAIN, HANDLE_VERSION);
  return {
    passages: {
      types: setup.types.map((type, t) => (delivery.typeMask & (1 << t) ? toLink(type) : undefined)),
      number: toLink(NUMBER_TYPE),
    },
    handleKeys: {
      anchor: toHandle(setup.anchor),
      number: toHandle(NUMBER_TYPE),
      mac: ring.typeKey(HANDLE_DOMAIN, HANDLE_VERSION, "handle"),
    },
  };
}

/** The keys that carry all values of the table from one version of the link domain to another; null where they are the same. */
export function linkPassages({ ring, setup }: OpenTable, to: number): Passages | null {
  const { types, linkVersion: from } = setup;
  const passage = (type: string): Passage => ({
    from: ring.typeKey(LINK_DOMAIN, from, type),
    to: ring.typeKey(LINK_DOMAIN, to, type),
  });
  return from === to ? null : { types: types.map(passage), number: passage(NUMBER_TYPE) };
}

/** The keys that carry all values of the table into the domain that only handles and tombstones are in. @throws KeyringError NOT_GRANTED */
export function tombstonePassages({ ring, setup }: OpenTable): Passages {
  const passage = (type: string): Passage => ({
    from: ring.typeKey(LINK_DOMAIN, setup.linkVersion, type),
    to: ring.typeKey(HANDLE_DOMAIN, HANDLE_VERSION, type),
  });
  return { types: setup.types.map(passage), number: passage(NUMBER_TYPE) };
}

/** The key that final values of a type were made under. */
function deliveredKey({ ring }: OpenTable, { manifest, input }: Delivery, type: string): Uint8Array {
  try {
    ring.checkIntake(manifest.domain, manifest.keyVersion);
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
