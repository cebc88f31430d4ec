import { z } from "zod";

/** What a domain's keys are for: one registry's pseudonyms, the link table's own, sealing at rest, or stage 1 at the sources. */
export type DomainKind = "registry" | "link" | "seal" | "source";

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
  kind: z.enum(["registry", "link", "seal", "source"]),
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
