import { hkdfSync, randomBytes, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";

import { z } from "zod";

import { KEY_BYTES } from "./cipher.ts";
import { KeyringError } from "./errors.ts";
import { subkey } from "./subkey.ts";

/** What opens a ring: a passphrase, or the path of a key file of at least 32 random bytes. */
export type RootSecret = { readonly passphrase: string } | { readonly keyFile: string };

/**
 * The cost of a passphrase guess: 64 MiB and about 0.1 s (0.16 s on a slow server core).
 *
 * Half of OWASP's floor for a public login (N = 2^17): a ring is opened once a command, is no public login, and memory, not
 * time, is what makes guessing on graphics cards dear. The file records the numbers, so a later ring may cost more.
 */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1 } as const;
const SALT_BYTES = 16;

const salt = z.base64().length(24);

/** How a ring file says its root key is made; the bounds keep a forged file from eating the memory. */
export const kdfSchema = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("scrypt"),
    N: z.literal([2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20]),
    r: z.literal(8),
    p: z.int().min(1).max(4),
    salt,
  }),
  z.strictObject({ name: z.literal("key-file"), salt }),
]);

type Kdf = z.infer<typeof kdfSchema>;

/** The keys under a root key: one wraps the material, one authenticates the file, one value tells a wrong secret and is public. */
export interface RootKeys {
  readonly wrap: Uint8Array;
  readonly mac: Uint8Array;
  readonly check: string;
}

/** Chooses the derivation for a new ring, under a fresh salt: two rings under one secret share no key. */
export function newKdf(secret: RootSecret): Kdf {
  const fresh = randomBytes(SALT_BYTES).toString("base64");
  return "passphrase" in secret ? { name: "scrypt", ...SCRYPT, salt: fresh } : { name: "key-file", salt: fresh };
}

/**
 * Derives the root key and from it the keys in use; the root key itself is wiped.
 *
 * Throws `WRONG_SECRET` for a secret of the other sort, `SECRET_WEAK`, `SECRET_UNREADABLE`. Costs what the derivation says.
 */
export function rootKeys(secret: RootSecret, kdf: Kdf): RootKeys {
  const root = rootKey(secret, kdf);
  const keys = {
    wrap: subkey(root, "root", "wrap"),
    mac: subkey(root, "root", "mac"),
    check: Buffer.from(subkey(root, "root", "check")).toString("hex"),
  };
  root.fill(0);
  return keys;
}

function rootKey(secret: RootSecret, kdf: Kdf): Uint8Array {
  const bytes = Buffer.from(kdf.salt, "base64");
  if ("passphrase" in secret && kdf.name === "scrypt") {
    if (secret.passphrase === "") throw weak("an empty passphrase");
    // One keyboard composes an accent, another does not; both must open the ring.
    const typed = secret.passphrase.normalize("NFKC");
    const { N, r, p } = kdf;
    return scryptSync(typed, bytes, KEY_BYTES, { N, r, p, maxmem: 256 * N * r });
  }
  if ("keyFile" in secret && kdf.name === "key-file") {
    const content = readKeyFile(secret.keyFile);
    const root = new Uint8Array(hkdfSync("sha256", content, bytes, "koppel root", KEY_BYTES));
    content.fill(0);
    return root;
  }
  throw new KeyringError(
    "WRONG_SECRET",
    `the key ring is locked with a ${kdf.name === "scrypt" ? "passphrase" : "key file"}, and another sort of secret was given`,
    "Give the secret the ring was created with.",
  );
}

function readKeyFile(path: string): Buffer {
  let content: Buffer;
  try {
    content = readFileSync(path);
  } catch {
    throw new KeyringError(
      "SECRET_UNREADABLE",
      `the key file ${path} cannot be read`,
      "Check the path and that this account may read it.",
    );
  }
  if (content.length < KEY_BYTES) throw weak(`a key file of ${content.length} bytes`);
  return content;
}

function weak(what: string): KeyringError {
  return new KeyringError(
    "SECRET_WEAK",
    `${what} cannot lock a key ring`,
    `Use a passphrase of several words, or a key file of at least ${KEY_BYTES} random bytes.`,
  );
}
