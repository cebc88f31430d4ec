import { createHash, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { z } from "zod";

import { domainSchema } from "./domain.ts";
import { KeyringError } from "./errors.ts";
import { principalSchema, type StoredPrincipal } from "./principal.ts";
import { kdfSchema } from "./root-key.ts";

const ringSchema = z.strictObject({
  format: z.literal("koppel-key-ring"),
  version: z.literal(2),
  id: z.uuid(),
  kdf: kdfSchema,
  /** Public key of the custody that signs the ring; its private one is sealed under the key of that compartment. */
  signer: z.string().regex(/^[0-9a-f]{64}$/),
  sealedSigner: z.base64(),
  principals: z.array(principalSchema),
  domains: z.array(domainSchema),
  signature: z.string().regex(/^[0-9a-f]{128}$|^$/),
});

/** Who may sign in a ring, as custody says. */
export const certifiedSchema = z.strictObject({
  ring: z.uuid(),
  signer: z.string().regex(/^[0-9a-f]{64}$/),
  principals: z.array(principalSchema.omit({ lock: true, lockSignature: true })),
  /** SHA-256 of the rest of the ring. */
  content: z.string().regex(/^[0-9a-f]{64}$/),
});

export type Certified = z.infer<typeof certifiedSchema>;

/** A ring file: keys wrapped, the rest in clear, all of it signed. */
export type RingFile = z.infer<typeof ringSchema>;

/**
 * What custody signs, and what can be shown of a ring to who is to check signatures: its principals, and a digest of all the rest but
 * the locks, which their principals sign and may change alone.
 */
export function certified(file: RingFile): Certified {
  const { id, signer, principals, signature: _, ...rest } = file;
  const known = principals.map((principal) => {
    const { lock: _, lockSignature: __, ...rest } = principal;
    return rest;
  });
  const content = createHash("sha256").update(canonical(rest)).digest("hex");
  return certifiedSchema.parse({ ring: id, signer, principals: known, content });
}

/** What is certified, as bytes, whatever the order of fields. */
export function certifiedBytes(what: Certified): Uint8Array {
  return canonical(what);
}

/** What a principal signs: its own lock. */
export function lockBytes({ name, lock }: StoredPrincipal, ring: string): Uint8Array {
  return canonical({ ring, name, lock });
}

/** Parses the text of a ring file; throws `RING_FORMAT`. Whether it is authentic only its signatures tell. */
export function parseRing(text: string, path: string): RingFile {
  const parsed = ringSchema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "its top level";
  throw badFormat(path, `is not valid at ${where}`);
}

/** The text of the file at a path; throws `RING_NOT_FOUND`. */
export function readRingText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new KeyringError(
      "RING_NOT_FOUND",
      `there is no key ring at ${path}`,
      "Check the path, or create a ring first.",
    );
  }
}

/** The one text that a ring file has: whoever changes a byte of it, be it a space, makes another. */
export function ringText(file: RingFile): string {
  return `${JSON.stringify(ringSchema.parse(file), null, 2)}\n`;
}

/** Replaces the file at `path` in one step, mode 0600: after a crash it is the old or the new one, whole. */
export function writeRingText(path: string, text: string): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: "wx", flush: true });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

/** Takes the path with an empty file, so that of two creators at once one is refused; throws `RING_EXISTS`. */
export function claimRing(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new KeyringError(
      "RING_EXISTS",
      `there is already a file at ${path}`,
      "A key ring is never overwritten: choose another path, or open this one.",
    );
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text, and any file may have been named here.
    throw badFormat(path, "is not JSON");
  }
}

function badFormat(path: string, what: string): KeyringError {
  return new KeyringError(
    "RING_FORMAT",
    `the file ${path} ${what}`,
    "Check that this is a key ring of this version of Koppel; if it is damaged, restore it from a backup.",
  );
}

function canonical(value: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(value, sortFields));
}

function sortFields(_field: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
