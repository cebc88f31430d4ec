import { randomBytes } from "node:crypto";

import { combine, split } from "shamir-secret-sharing";

import { toBase64 } from "./bytes.ts";
import { KEY_BYTES } from "./cipher.ts";
import { KeyringError } from "./errors.ts";
import type { Lock, OpenedPrincipal, QuorumMember, StoredPrincipal } from "./principal.ts";
import { COMPARTMENTS, type Compartment } from "./roles.ts";
import { keysUnder, rootKeyOf, type kdfSchema, type RootKey, type RootSecret } from "./root-key.ts";
import { seal, unseal } from "./seal.ts";
import type { z } from "zod";

/** What is to open a principal: one secret, or so many members of a quorum, each with a secret of their own. */
export type Secrets =
  | RootSecret
  | { readonly threshold: number; readonly members: readonly { readonly name: string; readonly secret: RootSecret }[] };

/** Where a lock belongs: bound into all that it wraps, so that none opens in another ring, or under another signer. */
export interface LockPlace {
  /** Id of the ring. */
  readonly ring: string;
  /** Public key that signs the ring, 64 hex digits. */
  readonly signer: string;
  readonly kdf: z.infer<typeof kdfSchema>;
}

/** What a lock keeps: keys of compartments, and the principal's signing key. */
export type Kept = ReadonlyMap<Compartment | typeof IDENTITY, Uint8Array>;

/** Name of the signing key among what is kept. */
export const IDENTITY = "identity";

/** Makes a lock that these secrets open. @throws KeyringError SECRET_WEAK, SECRET_UNREADABLE, BAD_QUORUM */
export async function makeLock(name: string, secrets: Secrets, kept: Kept, place: LockPlace): Promise<Lock> {
  if (!("members" in secrets)) {
    const { secret, check, wrap } = await rootKeyOf(secrets, place.kdf);
    return { kind: "secret", secret, check, grants: wrapAll(name, wrap, kept, place) };
  }
  const { threshold, members } = secrets;
  checkQuorum(threshold, members);
  const root = randomBytes(KEY_BYTES);
  const shares = await split(new Uint8Array(root), members.length, threshold);
  const { wrap } = keysUnder(root, "key-file");
  const locked: QuorumMember[] = [];
  for (const [i, member] of members.entries()) {
    const own = await rootKeyOf(member.secret, place.kdf);
    const share = seal(own.wrap, shares[i], contextOf(place, name, `share of ${member.name}`));
    shares[i].fill(0);
    locked.push({ name: member.name, secret: own.secret, check: own.check, share: toBase64(share) });
  }
  if (new Set(locked.map(({ check }) => check)).size < locked.length)
    throw badQuorum("two of its members have the same secret");
  return { kind: "quorum", threshold, members: locked, grants: wrapAll(name, wrap, kept, place) };
}

/**
 * Opens the principal whose secrets these are.
 *
 * @throws KeyringError WRONG_SECRET, QUORUM_MISSING, RING_TAMPERED, SECRET_WEAK, SECRET_UNREADABLE
 */
export async function openLock(
  principals: readonly StoredPrincipal[],
  secrets: readonly RootSecret[],
  place: LockPlace,
  path: string,
): Promise<OpenedPrincipal> {
  const roots: RootKey[] = [];
  for (const secret of secrets) roots.push(await rootKeyOf(secret, place.kdf));
  for (const { name, roles, lock } of principals) {
    if (lock === undefined) continue;
    if (lock.kind === "secret") {
      const own = roots.find((root) => opens(root, lock));
      if (own !== undefined && roots.length === 1)
        return { name, roles, present: [], ...unwrapAll(name, own.wrap, lock, place, path) };
      continue;
    }
    const present = lock.members.filter((member) => roots.some((root) => opens(root, member)));
    if (present.length < lock.threshold) continue;
    const shares = present.map((member) => {
      const { wrap } = roots.find((root) => opens(root, member))!;
      return unwrap(wrap, member.share, contextOf(place, name, `share of ${member.name}`), path);
    });
    const { wrap } = keysUnder(await combine(shares), "key-file");
    const names = present.map((member) => member.name);
    return { name, roles, present: names, ...unwrapAll(name, wrap, lock, place, path) };
  }
  throw notOpened(principals, roots, path);
}

/** Whether the secret behind a root key is known to any lock of the ring already. */
export function isTaken(principals: readonly StoredPrincipal[], { check }: { readonly check: string }): boolean {
  return principals.some(({ lock }) => lock?.kind === "secret" && lock.check === check);
}

function opens(root: RootKey, keyhole: { readonly secret: string; readonly check: string }): boolean {
  return root.check === keyhole.check && root.secret === keyhole.secret;
}

function wrapAll(name: string, key: Uint8Array, kept: Kept, place: LockPlace): Record<string, string> {
  return Object.fromEntries(
    [...kept].map(([what, material]) => [what, toBase64(seal(key, material, contextOf(place, name, what)))]),
  );
}

function unwrapAll(
  name: string,
  key: Uint8Array,
  { grants }: Lock,
  place: LockPlace,
  path: string,
): Pick<OpenedPrincipal, "keys" | "identity"> {
  const take = (what: string): Uint8Array => unwrap(key, grants[what] ?? "", contextOf(place, name, what), path);
  const keys = COMPARTMENTS.filter((each) => each in grants).map((each) => [each, take(each)] as const);
  return { keys: new Map(keys), identity: take(IDENTITY) };
}

function unwrap(key: Uint8Array, wrapped: string, context: string, path: string): Uint8Array {
  try {
    return unseal(key, Buffer.from(wrapped, "base64"), context);
  } catch {
    throw tampered(path, "what the secret should open does not open");
  }
}

/** Binds what is wrapped to its place, so that no entry can stand in for another. */
function contextOf({ ring, signer }: LockPlace, name: string, what: string): string {
  return JSON.stringify([ring, signer, name, what]);
}

function checkQuorum(threshold: number, members: readonly { readonly name: string }[]): void {
  if (new Set(members.map(({ name }) => name)).size < members.length) throw badQuorum("a member is named twice");
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > members.length || members.length > 255)
    throw badQuorum(`${threshold} of ${members.length} is no quorum`);
}

function badQuorum(what: string): KeyringError {
  return new KeyringError(
    "BAD_QUORUM",
    what,
    "At least two members must be needed, and no more than there are; each has a name and a secret of their own.",
  );
}

/** An alteration of a ring file, told by who should be able to open it. */
export function tampered(path: string, what: string): KeyringError {
  return new KeyringError(
    "RING_TAMPERED",
    `the key ring ${path} was altered outside Koppel: ${what}`,
    "Restore the ring from a backup, and find out who changed it.",
  );
}

function notOpened(principals: readonly StoredPrincipal[], roots: readonly RootKey[], path: string): KeyringError {
  const quorum = principals.find(
    ({ lock }) => lock?.kind === "quorum" && lock.members.some((member) => roots.some((root) => opens(root, member))),
  );
  if (quorum?.lock?.kind === "quorum")
    return new KeyringError(
      "QUORUM_MISSING",
      `${quorum.lock.threshold} members must be present to open the key ring as ${quorum.name}, and fewer are`,
      "Give the secret of each of them.",
    );
  return new KeyringError(
    "WRONG_SECRET",
    `the secret does not open the key ring ${path}`,
    "Give the secret of one of its principals; if it is that one, the ring's kdf or that principal's lock was altered.",
  );
}
