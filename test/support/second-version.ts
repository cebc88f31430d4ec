import { randomBytes } from "node:crypto";

import { KeyRing, seal, type RootSecret } from "@koppel/keyring";

import { macOf, readRingFile, writeRingFile } from "../../packages/keyring/src/ring-file.ts";
import { rootKeys } from "../../packages/keyring/src/root-key.ts";
import { subkey } from "../../packages/keyring/src/subkey.ts";

/** Adds another enabled key version to domains of a ring, makes it primary, and opens the ring anew. */
export async function withNewVersion(path: string, secret: RootSecret, names: readonly string[]): Promise<KeyRing> {
  const file = readRingFile(path);
  const keys = rootKeys(secret, file.kdf);
  for (const domain of file.domains.filter(({ name }) => names.includes(name))) {
    const version = domain.versions.length + 1;
    const material = randomBytes(32);
    domain.versions.push({
      version,
      state: "enabled",
      created: new Date().toISOString(),
      check: Buffer.from(subkey(material, "check").subarray(0, 8)).toString("hex"),
      wrapped: Buffer.from(
        seal(keys.wrap, material, JSON.stringify([file.id, domain.name, domain.kind, version])),
      ).toString("base64"),
    });
    domain.primary = version;
  }
  file.mac = macOf(file, keys.mac);
  writeRingFile(path, file);
  return KeyRing.open(path, secret);
}
