import { randomBytes } from "node:crypto";

import { KeyRing, seal, type RootSecret } from "@koppel/keyring";

import { macOf, readRingFile, writeRingFile } from "../../packages/keyring/src/ring-file.ts";
import { rootKeys } from "../../packages/keyring/src/root-key.ts";
import { subkey } from "../../packages/keyring/src/subkey.ts";

/** A ring with one more version of a domain, which is primary. */
export function rotate(path: string, secret: RootSecret, name: string): Promise<KeyRing> {
  return edited(path, secret, (file, wrap) => {
    const domain = file.domains.find((each) => each.name === name)!;
    const version = domain.versions.length + 1;
    const material = randomBytes(32);
    domain.primary = version;
    domain.versions.push({
      version,
      state: "enabled",
      created: new Date().toISOString(),
      check: Buffer.from(subkey(material, "check").subarray(0, 8)).toString("hex"),
      wrapped: Buffer.from(seal(wrap, material, JSON.stringify([file.id, name, domain.kind, version]))).toString(
        "base64",
      ),
    });
  });
}

/** A ring without the versions of some domains that are not primary. */
export function forgetOld(path: string, secret: RootSecret, names: readonly string[]): Promise<KeyRing> {
  return edited(path, secret, (file) => {
    for (const domain of file.domains)
      if (names.includes(domain.name))
        domain.versions = domain.versions.filter((each) => each.version === domain.primary);
  });
}

function edited(
  path: string,
  secret: RootSecret,
  edit: (file: ReturnType<typeof readRingFile>, wrap: Uint8Array) => void,
): Promise<KeyRing> {
  const file = readRingFile(path);
  const keys = rootKeys(secret, file.kdf);
  edit(file, keys.wrap);
  file.mac = macOf(file, keys.mac);
  writeRingFile(path, file);
  return KeyRing.open(path, secret);
}
