import { createReadStream } from "node:fs";

import { certificateSchema, isCertificate, type RingCertificate } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";
import { z } from "zod";

import { KoppelError } from "../errors.ts";
import { writeWhole } from "../files/whole-file.ts";
import { ChainCheck, signersOf, type AuditHead, type AuditRow } from "./chain.ts";
import { headOf, headSchema, headText } from "./checkpoint.ts";

/** The first line of an exported trail: whose it is, who may sign it, and where it ended. */
const headerSchema = z.strictObject({
  format: z.literal("koppel-trail"),
  version: z.literal(1),
  table: z.uuid(),
  certificate: certificateSchema,
  head: headSchema.nullable(),
  /** The last of the events that are not kept any more; left out where all are. */
  base: headSchema.optional(),
});

type TrailHeader = z.infer<typeof headerSchema>;

const lineSchema = z.strictObject({
  id: z.int().positive(),
  at: z.iso.datetime(),
  by: z.string(),
  /** Sealed, base64. */
  event: z.base64(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});

/** What checking an exported trail told. */
export interface TrailFileVerification {
  readonly ok: boolean;
  readonly table: string;
  readonly events: number;
  readonly faults: readonly string[];
  /** Public key of the custody that vouches for who may sign, 64 hex digits: to be compared with the one that was handed over once. */
  readonly signer: string;
}

/** Writes a trail to a file that can be checked without the table: events stay sealed. Whole or not at all. @returns events */
export async function writeTrail(
  path: string,
  table: string,
  certificate: RingCertificate,
  { head, base }: { readonly head: AuditHead | undefined; readonly base: AuditHead | undefined },
  rows: Iterable<AuditRow>,
): Promise<number> {
  let events = 0;
  function* lines(): Generator<string> {
    const ends = { head: head ? headText(head) : null, ...(base && { base: headText(base) }) };
    const header = { format: "koppel-trail", version: 1, table, certificate, ...ends };
    yield `${JSON.stringify(headerSchema.parse(header))}\n`;
    for (const { id, at, by, event, hash, signature } of rows) {
      events++;
      const sealed = Buffer.from(event).toString("base64");
      yield `${JSON.stringify({ id, at, by, event: sealed, hash: toHex(hash), signature: toHex(signature) })}\n`;
    }
  }
  await writeWhole(path, lines());
  return events;
}

/**
 * Checks an exported trail with nothing but the file. O(events).
 *
 * @throws KoppelError FILE_UNREADABLE, BAD_TRAIL for what is no trail at all
 */
export async function verifyTrailFile(path: string): Promise<TrailFileVerification> {
  const faults: string[] = [];
  let trail: { header: TrailHeader; check: ChainCheck } | undefined;
  let line = 0;
  for await (const text of linesOf(path)) {
    line++;
    if (trail === undefined) {
      const header = headerOf(text, path);
      if (!isCertificate(header.certificate))
        faults.push("line 1: the certificate is not signed by the signer it names");
      const base = header.base && headOf(header.base);
      trail = { header, check: new ChainCheck(header.table, signersOf(header.certificate.principals), base) };
      continue;
    }
    const row = rowOf(text);
    if (row === undefined) faults.push(`line ${line}: this is no event as Koppel writes it`);
    else trail.check.take(row);
  }
  if (trail === undefined) throw noTrail(path);
  const { header, check } = trail;
  check.end(header.head === null ? undefined : headOf(header.head));
  const all = [...faults, ...check.faults];
  return {
    ok: all.length === 0,
    table: header.table,
    events: check.events,
    faults: all,
    signer: header.certificate.signer,
  };
}

/** Lines end with a line feed and nothing else, for another end of line is a changed byte. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, { encoding: "utf8" })) {
      const lines = (rest + (chunk as string)).split("\n");
      rest = lines.pop()!;
      yield* lines;
    }
  } catch (cause) {
    throw new KoppelError("FILE_UNREADABLE", "this file cannot be read", { file: path, cause });
  }
  if (rest !== "") yield rest;
}

function headerOf(text: string, path: string): TrailHeader {
  const parsed = headerSchema.safeParse(parseJson(text));
  if (parsed.success && JSON.stringify(parsed.data) === text) return parsed.data;
  throw noTrail(path);
}

/** Only the one text that a row has will do, so that any changed byte of the file shows. */
function rowOf(text: string): AuditRow | undefined {
  const parsed = lineSchema.safeParse(parseJson(text));
  if (!parsed.success || JSON.stringify(parsed.data) !== text) return undefined;
  const { id, at, by, event, hash, signature } = parsed.data;
  const bytes = Buffer.from(event, "base64");
  return { id, at, by, event: bytes, hash: Buffer.from(hash, "hex"), signature: Buffer.from(signature, "hex") };
}

function noTrail(path: string): KoppelError {
  return new KoppelError("BAD_TRAIL", "this is no exported audit trail, or its first line was altered", {
    file: path,
    line: 1,
    hint: "`koppel audit export` writes one.",
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
