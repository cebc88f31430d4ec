import { readFileSync } from "node:fs";

import { toHex } from "@koppel/pseudonym";
import { z } from "zod";

import { KoppelError } from "../errors.ts";
import { isHead, type AuditHead, type Signers } from "./chain.ts";

const hex = (bytes: number): z.ZodString => z.string().regex(new RegExp(`^[0-9a-f]{${2 * bytes}}$`));

/** The signed end of a trail as text. */
export const headSchema = z.strictObject({ id: z.int().positive(), hash: hex(32), by: z.string(), signature: hex(64) });

const checkpointSchema = z.strictObject({
  format: z.literal("koppel-checkpoint"),
  version: z.literal(1),
  table: z.uuid(),
  ...headSchema.shape,
});

/** The signed end of a trail, to be kept by somebody else: a trail that is cut off or put back later does not reach it any more. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

/** Where a trail ends, as text. */
export function headText({ id, hash, by, signature }: AuditHead): z.infer<typeof headSchema> {
  return { id, hash: toHex(hash), by, signature: toHex(signature) };
}

/** The head that a text tells. */
export function headOf({ id, hash, by, signature }: z.infer<typeof headSchema>): AuditHead {
  return { id, hash: Buffer.from(hash, "hex"), by, signature: Buffer.from(signature, "hex") };
}

/** Where the trail of a table ends, as a checkpoint. */
export function checkpointOf(table: string, head: AuditHead): Checkpoint {
  return { format: "koppel-checkpoint", version: 1, table, ...headText(head) };
}

/** Reads a checkpoint. @throws KoppelError FILE_UNREADABLE, BAD_CHECKPOINT */
export function readCheckpoint(path: string): Checkpoint {
  try {
    return checkpointSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if (cause instanceof Error && "syscall" in cause)
      throw new KoppelError("FILE_UNREADABLE", "this file cannot be read", { file: path, cause });
    throw new KoppelError("BAD_CHECKPOINT", "this is no checkpoint of an audit trail", {
      file: path,
      hint: "`koppel audit checkpoint` writes one.",
    });
  }
}

/**
 * What does not hold between a trail and a checkpoint of it; undefined where all does.
 *
 * @param own id of the table; @param hashOf hash of an event by its number; @param base what the trail begins after
 */
export function checkpointFault(
  checkpoint: Checkpoint,
  own: string,
  hashOf: (id: number) => Uint8Array | undefined,
  keys: Signers,
  base?: AuditHead,
): string | undefined {
  const { table, id, hash } = checkpoint;
  if (table !== own) return "the checkpoint is of another link table";
  if (!isHead(headOf(checkpoint), keys)) return "the checkpoint is not signed by anybody whom the key ring knows";
  if (base !== undefined && id < base.id)
    return `event ${id}, which the checkpoint is of, is before the part that is kept, from event ${base.id + 1} on: it proves nothing any more`;
  const found = id === base?.id ? base.hash : hashOf(id);
  if (found === undefined)
    return `event ${id}, which the checkpoint is of, is missing: the trail was cut off, or an older table put back`;
  return toHex(found) === hash
    ? undefined
    : `event ${id} is another than the checkpoint says: the trail was written anew`;
}
