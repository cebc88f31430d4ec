import { publicKeyOf } from "@koppel/keyring";
import { toHex } from "@koppel/pseudonym";
import { z } from "zod";

import { KoppelError } from "../errors.ts";
import { signedFields } from "../files/signed-manifest.ts";
import { readSheet } from "./sheet.ts";
import { checkSigned, readSigned, writeSigned } from "./signed-file.ts";
import { TOPICS, type Topic } from "./topic.ts";

const FORMAT = "koppel-enquiry";

const enquirySchema = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  /** Random, so that it does not tell how many enquiries there are. */
  enquiry: z.uuid(),
  provider: z.string().min(1).max(200),
  made: z.iso.datetime(),
  questions: z.int().min(1),
  signer: z.strictObject({ name: z.string().min(1).max(200), key: z.string().regex(/^[0-9a-f]{64}$/) }),
  ...signedFields,
});

/** What the manifest of an enquiry says. */
export type EnquiryManifest = z.infer<typeof enquirySchema>;

/** Who signs an enquiry. */
export interface Signer {
  /** For the reader. */
  readonly name: string;
  /** Ed25519 private key, 32 bytes. */
  readonly seed: Uint8Array;
}

/** A reversible number as delivered, with the registry that it was delivered for. */
interface SealedNumber {
  readonly registry: string;
  readonly sealed: string;
}

/** A question as it leaves the TTP. */
export interface SentQuestion {
  /** 32 hex digits, random: a case's number would tell two hospitals that they are asked about the same. */
  readonly id: string;
  readonly topic: Topic;
  /** Of two patients where that is the question, else one. */
  readonly numbers: readonly SealedNumber[];
}

const COLUMNS = ["question_id", "topic", "registry_a", "number_a", "registry_b", "number_b"] as const;

/** Writes an enquiry to one hospital, in an order that tells nothing. @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
export function writeEnquiry(
  path: string,
  label: Pick<EnquiryManifest, "enquiry" | "provider" | "made">,
  questions: readonly SentQuestion[],
  { name, seed }: Signer,
): Promise<EnquiryManifest> {
  const rows = questions
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, topic, numbers: [a, b] }) => [id, topic, a.registry, a.sealed, b?.registry ?? "", b?.sealed ?? ""]);
  const { enquiry, provider, made } = label;
  const manifest = { format: FORMAT, version: 1, enquiry, provider, made, questions: rows.length } as const;
  const signer = { name, key: toHex(publicKeyOf(seed)) };
  return writeSigned(path, [COLUMNS, ...rows], { ...manifest, signer }, seed);
}

/**
 * Reads an enquiry and checks that it is as it was signed.
 *
 * @param signedBy public key, 64 hex digits, that must have signed it; by default the one that the manifest names
 * @throws KoppelError FILE_UNREADABLE, MANIFEST_MISSING, MANIFEST_INVALID, FILE_ALTERED, UNKNOWN_SIGNER, BAD_ENQUIRY
 */
export function readEnquiry(path: string, signedBy?: string): { manifest: EnquiryManifest; questions: SentQuestion[] } {
  const file = readSigned(path, enquirySchema);
  const { manifest, bytes } = file;
  checkSigned(file, [manifest.signer.key]);
  if (signedBy !== undefined && signedBy !== manifest.signer.key)
    throw new KoppelError("UNKNOWN_SIGNER", "the enquiry was signed with another key than the one named", {
      file: path,
      hint: "Ask the TTP for its key, over another way than the enquiry came.",
    });
  const questions = readSheet(path, bytes, COLUMNS).map(({ line, fields }) => {
    const topic = TOPICS.find((known) => known === fields.topic);
    if (topic === undefined)
      throw new KoppelError("BAD_ENQUIRY", "a question that this Koppel does not know", {
        file: path,
        line,
        hint: "Use the version of Koppel that the TTP has.",
      });
    const first = { registry: fields.registry_a, sealed: fields.number_a };
    const second = { registry: fields.registry_b, sealed: fields.number_b };
    return { id: fields.question_id, topic, numbers: second.sealed === "" ? [first] : [first, second] };
  });
  return { manifest, questions };
}
