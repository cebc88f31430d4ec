import { existsSync } from "node:fs";

import { KoppelError, LinkTable } from "@koppel/core";
import { KeyRing, type RootSecret } from "@koppel/keyring";
import { keyCheck, type Purpose } from "@koppel/pseudonym";

import { refuseBeside } from "./keys-apart.ts";
import { NewFiles } from "./new-files.ts";

/** The name of the one domain in a source key file. */
export const SOURCE_DOMAIN = "source";

/** Where the three files go, and what locks the two that hold keys. */
export interface SetUp {
  readonly table: string;
  readonly keys: string;
  readonly sourceKey: string;
  readonly secret: RootSecret;
  /** Of the source key, which goes to the providers. */
  readonly sourceSecret: RootSecret;
  readonly purposes: readonly (readonly [type: string, purpose: Purpose])[];
}

/**
 * Makes a link table, its key ring and the source key of the providers: all three or none. Returns the open table.
 *
 * @throws KoppelError KEYS_BESIDE_TABLE (DESIGN, section 4), FILE_EXISTS; what the key ring and the table throw
 */
export async function setUp({ table, keys, sourceKey, secret, sourceSecret, purposes }: SetUp): Promise<LinkTable> {
  for (const path of [keys, sourceKey, table]) refuseExisting(path);
  for (const path of [keys, sourceKey]) refuseBeside("keys", path, table);
  refuseBeside("table", table, keys);
  const files = new NewFiles();
  let made: LinkTable | undefined;
  try {
    files.claim(keys);
    const ring = await KeyRing.create(keys, secret);
    ring.addDomain("link", "link");
    ring.addDomain("handle", "handle");
    ring.addDomain("seal", "seal");
    ring.save();
    files.claim(sourceKey);
    const source = await KeyRing.create(sourceKey, sourceSecret);
    source.addDomain(SOURCE_DOMAIN, "source");
    source.save();
    files.claim(table);
    const key = source.material(SOURCE_DOMAIN, 1);
    made = LinkTable.create({ path: table, ring, sourceCheck: keyCheck(key) });
    key.fill(0);
    for (const [type, purpose] of purposes) made.setPurpose(type, purpose);
    return made;
  } catch (error) {
    await made?.close();
    files.discard();
    throw error;
  }
}

/** @throws KoppelError FILE_EXISTS */
export function refuseExisting(path: string): void {
  if (!existsSync(path)) return;
  const hint = "Nothing is overwritten: choose another path, or use what is there.";
  throw new KoppelError("FILE_EXISTS", `there is already a file at ${path}`, { hint });
}
