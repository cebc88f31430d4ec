import { createHmac, randomUUID } from "node:crypto";
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { z } from "zod";

import { domainSchema } from "./domain.ts";
import { KeyringError } from "./errors.ts";
import { kdfSchema } from "./root-key.ts";

const hex256 = z.string().regex(/^[0-9a-f]{64}$/);

const ringSchema = z.strictObject({
  format: z.literal("koppel-key-ring"),
  version: z.literal(1),
  id: z.uuid(),
  kdf: kdfSchema,
  check: hex256,
  domains: z.array(domainSchema),
  mac: hex256,
});

/** A ring file: keys wrapped, the rest in clear, all of it under `mac`. */
export type RingFile = z.infer<typeof ringSchema>;

/** The HMAC-SHA-256 (hex) of everything in the file but `mac`, whatever the order of its fields. */
export function macOf(file: RingFile, key: Uint8Array): string {
  return createHmac("sha256", key)
    .update(JSON.stringify({ ...file, mac: null }, sortFields))
    .digest("hex");
}

/** Reads and validates a ring file; throws `RING_NOT_FOUND` or `RING_FORMAT`. Whether it is authentic only its `mac` tells. */
export function readRingFile(path: string): RingFile {
  const parsed = ringSchema.safeParse(parseJson(path));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".") || "its top level";
  throw badFormat(path, `is not valid at ${where}`);
}

/** Replaces the file at `path` in one step, mode 0600: after a crash it is the old or the new one, whole. */
export function writeRingFile(path: string, file: RingFile): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`, {
      mode: 0o600,
      flag: "wx",
      flush: true,
    });
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
  const folder = openSync(dirname(path), "r");
  fsyncSync(folder);
  closeSync(folder);
}

function parseJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new KeyringError(
      "RING_NOT_FOUND",
      `there is no key ring at ${path}`,
      "Check the path, or create a ring first.",
    );
  }
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

function sortFields(_field: string, value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
