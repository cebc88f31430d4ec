import { z } from "zod";

/** What a domain's keys are for. */
const KINDS = [
  /** Final pseudonyms of one registry. */
  "registry",
  /** The link table's own pseudonyms. */
  "link",
  /** Handles of local patients and the place of birth groups in the table, which outlive every other key. */
  "handle",
  /** What lies in the link table. */
  "seal",
  /** Stage 1 at the providers. */
  "source",
  /** Patient numbers that one provider alone can read again (R28). */
  "reversible",
] as const;

export type DomainKind = (typeof KINDS)[number];

/** One version of a domain's key, without the key; `check` (16 hex digits, not secret) tells whether two rings hold the same one. */
export interface KeyVersion {
  version: number;
  state: "enabled" | "disabled" | "compromised" | "destroy-scheduled" | "destroyed";
  /** Moment of creation, ISO 8601 in UTC. */
  created: string;
  check: string;
}

/** A named key with its versions, without any key, fit for logs; new values are made under `primary`. */
export interface DomainInfo {
  name: string;
  kind: DomainKind;
  primary: number;
  /** Lower versions serve nothing any more (Vault Transit's `min_decryption_version`). */
  minDecryptionVersion: number;
  versions: KeyVersion[];
}

/** A domain as the ring file holds it: a {@link DomainInfo} whose versions carry their wrapped key (base64). */
export const domainSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,63}$/u),
  kind: z.enum(KINDS),
  primary: z.int().positive(),
  minDecryptionVersion: z.int().positive(),
  versions: z.array(
    z.strictObject({
      version: z.int().positive(),
      state: z.enum(["enabled", "disabled", "compromised", "destroy-scheduled", "destroyed"]),
      created: z.iso.datetime(),
      check: z.string().regex(/^[0-9a-f]{16}$/),
      wrapped: z.base64(),
    }),
  ),
});
