import { execFile } from "node:child_process";
import { hkdfSync, randomBytes, scrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { z } from "zod";

import { KEY_BYTES } from "./cipher.ts";
import { KeyringError } from "./errors.ts";
import { subkey } from "./subkey.ts";

/**
 * What opens a ring: a passphrase; the path of a key file of at least 32 random bytes; or a command line that prints such bytes, so that
 * an HSM's tool, Vault or age holds the key.
 */
export type RootSecret = { readonly passphrase: string } | { readonly keyFile: string } | { readonly command: string };

/**
 * The cost of a passphrase guess: 64 MiB and about 0.1 s (0.16 s on a slow server core).
 *
 * Half of OWASP's floor for a public login (N = 2^17): a ring is opened once a command, is no public login, and memory, not
 * time, is what makes guessing on graphics cards dear. The file records the numbers, so a later ring may cost more.
 */
const SCRYPT = { N: 2 ** 16, r: 8, p: 1 } as const;
const SALT_BYTES = 16;

/** How a ring file says its root keys are made; the bounds keep a forged file from eating the memory. */
export const kdfSchema = z.strictObject({
  name: z.literal("scrypt"),
  N: z.literal([2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19, 2 ** 20]),
  r: z.literal(8),
  p: z.int().min(1).max(4),
  salt: z.base64().length(24),
});

type Kdf = z.infer<typeof kdfSchema>;

/** What follows from a secret: a key that wraps, and a public value by which the ring knows the secret again. */
export interface RootKey {
  readonly secret: "passphrase" | "key-file" | "command";
  readonly wrap: Uint8Array;
  readonly check: string;
}

/** Chooses the derivation for a new ring, under a fresh salt: two rings under one secret share no key. */
export function newKdf(): Kdf {
  return { name: "scrypt", ...SCRYPT, salt: randomBytes(SALT_BYTES).toString("base64") };
}

/**
 * Derives the root key of a secret; costs what the derivation says.
 *
 * Throws `SECRET_WEAK`, `SECRET_UNREADABLE`.
 */
export async function rootKeyOf(secret: RootSecret, kdf: Kdf): Promise<RootKey> {
  const salt = Buffer.from(kdf.salt, "base64");
  if ("passphrase" in secret) {
    if (secret.passphrase === "") throw weak("an empty passphrase");
    // One keyboard composes an accent, another does not; both must open the ring.
    const typed = secret.passphrase.normalize("NFKC");
    const { N, r, p } = kdf;
    const root = await promisify<string, Uint8Array, number, object, Buffer>(scrypt)(typed, salt, KEY_BYTES, {
      N,
      r,
      p,
      maxmem: 256 * N * r,
    });
    return keysUnder(root, "passphrase");
  }
  const content = "keyFile" in secret ? readKeyFile(secret.keyFile) : await outputOf(secret.command);
  const root = new Uint8Array(hkdfSync("sha256", content, salt, "koppel root", KEY_BYTES));
  content.fill(0);
  return keysUnder(root, "keyFile" in secret ? "key-file" : "command");
}

/** The keys under a root key, which is wiped. */
export function keysUnder(root: Uint8Array, secret: RootKey["secret"]): RootKey {
  const wrap = subkey(root, "root", "wrap");
  const check = Buffer.from(subkey(root, "root", "check", secret)).toString("hex");
  root.fill(0);
  return { secret, wrap, check };
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

/** What a command prints, as bytes, without a line end after it. What it says on stderr goes to the terminal, not into an error. */
async function outputOf(command: string): Promise<Buffer> {
  let printed: Buffer;
  try {
    const { stdout } = await promisify(execFile)("/bin/sh", ["-c", command], {
      encoding: "buffer",
      maxBuffer: 1 << 20,
      timeout: 120_000,
    });
    printed = stdout;
  } catch {
    throw new KeyringError(
      "SECRET_UNREADABLE",
      "the command that gives the root key failed",
      "Run it by itself to see why: it must print the key, at least 32 random bytes, and end with exit code 0.",
    );
  }
  const end = printed.at(-1) === 10 ? printed.length - 1 : printed.length;
  if (end < KEY_BYTES) throw weak(`a command that prints ${end} bytes`);
  return printed.subarray(0, end);
}

function weak(what: string): KeyringError {
  return new KeyringError(
    "SECRET_WEAK",
    `${what} cannot lock a key ring`,
    `Use a passphrase of several words, or a key file or command that gives at least ${KEY_BYTES} random bytes.`,
  );
}
