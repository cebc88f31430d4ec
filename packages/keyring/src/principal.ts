import { z } from "zod";

import { ROLES, type Compartment, type Role } from "./roles.ts";

const hex256 = z.string().regex(/^[0-9a-f]{64}$/);
const moment = z.iso.datetime();

/** Names of principals and of members of a quorum. */
export const principalName = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._@-]{0,63}$/u);

/** How a secret is given; the root key that follows from it is public only as `check`, by which a ring knows whose it is. */
const keyhole = { secret: z.enum(["passphrase", "key-file", "command"]), check: hex256 };

/** What only a principal's secret opens: keys of compartments and the principal's own signing key, each wrapped (base64). */
const grants = z.record(z.string(), z.base64());

const lockSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("secret"), ...keyhole, grants }),
  /** So many of the members must be present: each has a share of the secret (Shamir 1979), wrapped under a secret of its own. */
  z.strictObject({
    kind: z.literal("quorum"),
    threshold: z.int().min(2).max(255),
    members: z
      .array(z.strictObject({ name: principalName, ...keyhole, share: z.base64() }))
      .min(2)
      .max(255),
    grants,
  }),
]);

/** A principal as the ring file holds it. Its lock is signed by itself, all else by the ring. */
export const principalSchema = z.strictObject({
  name: principalName,
  roles: z.array(z.enum(ROLES)).min(1),
  /** Ed25519, 64 hex digits: whoever has the audit trail can tell what this principal did. */
  publicKey: hex256,
  added: moment,
  removed: moment.optional(),
  lock: lockSchema.optional(),
  lockSignature: z
    .string()
    .regex(/^[0-9a-f]{128}$/)
    .optional(),
});

export type Lock = z.infer<typeof lockSchema>;
export type StoredPrincipal = z.infer<typeof principalSchema>;
export type QuorumMember = Extract<Lock, { kind: "quorum" }>["members"][number];

/** Somebody who opens a ring, or did before being removed; fit to be shown. */
export interface Principal {
  readonly name: string;
  readonly roles: readonly Role[];
  /** 64 hex digits. */
  readonly publicKey: string;
  readonly added: string;
  readonly removed?: string | undefined;
  /** How it is opened: by one secret, or by so many of these members. */
  readonly opens?:
    | "passphrase"
    | "key-file"
    | "command"
    | { readonly threshold: number; readonly members: readonly string[] }
    | undefined;
}

/** Who has opened a ring, and with what. */
export interface OpenedPrincipal {
  readonly name: string;
  readonly roles: readonly Role[];
  /** Members of the quorum who are present; none where one secret opens. */
  readonly present: readonly string[];
  readonly keys: ReadonlyMap<Compartment, Uint8Array>;
  /** Ed25519 seed. */
  readonly identity: Uint8Array;
}

/** What may be shown of a principal. */
export function shownPrincipal({ name, roles, publicKey, added, removed, lock }: StoredPrincipal): Principal {
  const opens =
    lock === undefined
      ? undefined
      : lock.kind === "secret"
        ? lock.secret
        : { threshold: lock.threshold, members: lock.members.map((member) => member.name) };
  return { name, roles, publicKey, added, removed, opens };
}
