import { createHash, randomBytes, randomUUID } from "node:crypto";
import { inspect } from "node:util";

import { toBase64, toHex } from "./bytes.ts";
import { checkKey, KEY_BYTES } from "./cipher.ts";
import {
  compartmentOf,
  domainSchema,
  withoutKeys,
  type DomainInfo,
  type DomainKind,
  type StoredDomain,
} from "./domain.ts";
import { checkRing, copyRing, isRingSigned, newSigner, signRing, type RingCertificate } from "./custody.ts";
import { KeyringError } from "./errors.ts";
import { IDENTITY, isTaken, makeLock, openLock, type Kept, type LockPlace, type Secrets } from "./lock.ts";
import {
  principalName,
  shownPrincipal,
  type OpenedPrincipal,
  type Principal,
  type StoredPrincipal,
} from "./principal.ts";
import {
  certified,
  claimRing,
  lockBytes,
  parseRing,
  readRingText,
  ringText,
  writeRingText,
  type RingFile,
} from "./ring-file.ts";
import { COMPARTMENTS, compartmentsOf, ROLES, rolesFor, type Compartment, type Role } from "./roles.ts";
import { newKdf, type RootSecret } from "./root-key.ts";
import { seal, unseal } from "./seal.ts";
import { publicKeyOf, signBytes } from "./signature.ts";
import { subkey } from "./subkey.ts";
import { changeVersion, checkIntake, usableVersion, type VersionChange } from "./versions.ts";

/** A principal to be added. */
export interface NewPrincipal {
  readonly name: string;
  readonly roles: readonly Role[];
}

/**
 * A key ring: the versioned keys of all domains in one JSON file, in compartments that the secrets of its principals open (R22, R42).
 *
 * In memory the keys stay wrapped until asked for, and neither JSON nor inspection shows any. Custody signs the file and every principal
 * its own lock, so every alteration is told, but not that an older copy of the ring was put back. Changes are not kept until {@link save}.
 *
 * @example
 * const ring = await KeyRing.create("keys/ring.json", { passphrase });
 * ring.addDomain("heart", "registry");
 * ring.save();
 * const key = ring.typeKey("heart", ring.domain("heart").primary, "NGGV");
 */
export class KeyRing {
  /** Random and not secret: names the ring in manifests and in the audit trail. */
  readonly id: string;
  readonly #path: string;
  #file: RingFile;
  readonly #opened: OpenedPrincipal;
  #text: string;

  private constructor(path: string, text: string, file: RingFile, opened: OpenedPrincipal) {
    this.id = file.id;
    this.#path = path;
    this.#text = text;
    this.#file = file;
    this.#opened = opened;
  }

  /**
   * Writes a new ring (mode 0600, in a folder made 0700 if missing) with one principal, who has every role.
   *
   * Throws `RING_EXISTS`, `BAD_PRINCIPAL` and what the secret gives.
   */
  static async create(path: string, secret: Secrets, name = "owner"): Promise<KeyRing> {
    const keys = new Map(COMPARTMENTS.map((each) => [each, new Uint8Array(randomBytes(KEY_BYTES))]));
    const id = randomUUID();
    const file: RingFile = {
      format: "koppel-key-ring",
      version: 2,
      id,
      kdf: newKdf(),
      ...newSigner(id, keys.get("custody")!),
      principals: [],
      domains: [],
      signature: "",
    };
    const identity = new Uint8Array(randomBytes(KEY_BYTES));
    const ring = new KeyRing(path, "", file, { name, roles: ROLES, present: [], keys, identity });
    await ring.#add({ name, roles: ROLES }, secret, identity);
    claimRing(path);
    ring.save();
    return ring;
  }

  /**
   * Opens a ring with the secret of one of its principals, or with those of enough members of a quorum; costs one derivation of a root
   * key for each (about 0.1 s for a passphrase).
   *
   * Throws `RING_NOT_FOUND`, `RING_FORMAT`, `WRONG_SECRET`, `QUORUM_MISSING`, `RING_TAMPERED`, `SECRET_WEAK`, `SECRET_UNREADABLE`.
   */
  static async open(path: string, secret: RootSecret | readonly RootSecret[]): Promise<KeyRing> {
    const text = readRingText(path);
    const file = parseRing(text, path);
    const secrets = Array.isArray(secret) ? (secret as readonly RootSecret[]) : [secret as RootSecret];
    const opened = await openLock(file.principals, secrets, placeOf(file), path);
    checkRing(file, text, path);
    return new KeyRing(path, text, file, opened);
  }

  /** Who has opened the ring; for a quorum, which of its members are present. */
  get principal(): { readonly name: string; readonly roles: readonly Role[]; readonly present: readonly string[] } {
    const { name, roles, present } = this.#opened;
    return { name, roles, present };
  }

  /** All principals, those removed included, without what their locks hold. */
  principals(): Principal[] {
    return this.#file.principals.map(shownPrincipal);
  }

  /**
   * Adds a principal: whoever knows the secret opens what its roles open.
   *
   * Throws `BAD_PRINCIPAL`, `PRINCIPAL_EXISTS`, `SECRET_TAKEN`, `NOT_GRANTED`, `BAD_QUORUM` and what the secret gives.
   */
  async addPrincipal({ name, roles }: NewPrincipal, secret: Secrets): Promise<Principal> {
    if (this.#file.principals.some((known) => known.name === name)) {
      throw new KeyringError(
        "PRINCIPAL_EXISTS",
        `the key ring knows a principal "${name}", or did`,
        "Choose another name: what was done under one must never be taken for another's.",
      );
    }
    return this.#add({ name, roles }, secret, new Uint8Array(randomBytes(KEY_BYTES)));
  }

  /**
   * Takes away a principal's lock; name and public key stay, so that the trail can be read. Who kept a copy of the ring can still open that.
   *
   * Throws `PRINCIPAL_MISSING`, `LAST_CUSTODIAN`.
   */
  removePrincipal(name: string): Principal {
    const found = this.#stored(name);
    const others = this.#file.principals.filter((each) => each !== found && each.lock !== undefined);
    if (!others.some(({ roles }) => compartmentsOf(roles).includes("custody"))) {
      throw new KeyringError(
        "LAST_CUSTODIAN",
        `nobody but "${name}" can change the key ring`,
        "Add another principal with the role of a custodian first.",
      );
    }
    found.removed = new Date().toISOString();
    delete found.lock;
    delete found.lockSignature;
    return shownPrincipal(found);
  }

  /** Gives who has opened the ring another secret, which rewraps its keys and nothing else; throws `SECRET_TAKEN` and what the secret gives. */
  async changeSecret(secret: Secrets): Promise<void> {
    const { name, keys, identity } = this.#opened;
    await this.#lock(
      this.#stored(name),
      secret,
      new Map<Compartment | typeof IDENTITY, Uint8Array>([...keys, [IDENTITY, identity]]),
    );
  }

  /**
   * Adds a domain with its version 1, enabled and primary, of random material or the 32 bytes given.
   *
   * Throws `DOMAIN_EXISTS`, `DOMAIN_NAME`, `KEY_LENGTH`, `NOT_GRANTED`.
   */
  addDomain(name: string, kind: DomainKind, material: Uint8Array = randomBytes(KEY_BYTES)): DomainInfo {
    checkKey(material);
    if (!domainSchema.shape.name.safeParse(name).success) throw badName("DOMAIN_NAME", "domain", "spaces and . _ : -");
    if (this.#file.domains.some((domain) => domain.name === name)) {
      throw new KeyringError("DOMAIN_EXISTS", `the key ring already has a domain "${name}"`, "Choose another name.");
    }
    const domain: StoredDomain = { name, kind, primary: 1, minVersion: 1, versions: [] };
    this.#addVersion(domain, material);
    this.#file.domains.push(domain);
    return withoutKeys(domain);
  }

  /** The domain of that name, without its keys; throws `DOMAIN_MISSING`. */
  domain(name: string): DomainInfo {
    return withoutKeys(this.#domain(name));
  }

  /** All domains in the order they were added, without their keys. */
  domains(): DomainInfo[] {
    return this.#file.domains.map(withoutKeys);
  }

  /** Adds a version, which is primary from now on; older ones go on as they are (R23). Throws `DOMAIN_MISSING`, `NOT_GRANTED`. */
  rotate(name: string): DomainInfo {
    this.#compartment("custody");
    const domain = this.#domain(name);
    this.#addVersion(domain, randomBytes(KEY_BYTES));
    domain.primary = domain.versions.length;
    return withoutKeys(domain);
  }

  /** Changes the state of a version, as `versions.ts` allows it; throws `DOMAIN_MISSING` and what is told there. */
  change(name: string, version: number, change: VersionChange): DomainInfo {
    this.#compartment("custody");
    const domain = this.#domain(name);
    changeVersion(domain, version, change);
    return withoutKeys(domain);
  }

  /** Refuses new evidence under a version that is out of use; throws `DOMAIN_MISSING`, `VERSION_MISSING`, `VERSION_DISABLED`. */
  checkIntake(name: string, version: number): void {
    checkIntake(this.#domain(name), version);
  }

  /**
   * The 32-byte AES key of one domain, version and type: an HKDF-SHA-256 subkey, so that types share no key (R22).
   *
   * Throws `DOMAIN_MISSING`, `VERSION_MISSING`, `VERSION_DISABLED`, `NOT_GRANTED`.
   */
  typeKey(domain: string, version: number, type: string): Uint8Array {
    const material = this.material(domain, version);
    const key = subkey(material, "type", domain, version, type);
    material.fill(0);
    return key;
  }

  /** The 32 bytes of a version themselves, a copy to wipe after use: for stage 1 and for handing a source its key; throws as {@link typeKey}. */
  material(domain: string, version: number): Uint8Array {
    const stored = this.#domain(domain);
    const { wrapped } = usableVersion(stored, version);
    const key = this.#compartment(compartmentOf(stored.kind));
    return unseal(key, Buffer.from(wrapped!, "base64"), this.#context(stored, version));
  }

  /** A 32-byte key that all who open a compartment share, for one purpose; throws `NOT_GRANTED`. */
  sharedKey(compartment: Compartment, purpose: string): Uint8Array {
    return subkey(this.#compartment(compartment), "shared", purpose);
  }

  /** Signs in the name of who has opened the ring: 64 bytes, which the public key among {@link principals} checks. */
  sign(bytes: Uint8Array, context: string): Uint8Array {
    return signBytes(this.#opened.identity, bytes, context);
  }

  /** Who may sign in this ring, as custody has signed it last. */
  certificate(): RingCertificate {
    return { ...certified(this.#file), signature: this.#file.signature };
  }

  /** Names what custody signed of the ring, 16 hex digits: another once a domain, a version or a principal comes, changes or goes. */
  get digest(): string {
    return toHex(createHash("sha256").update(this.#file.signature).digest()).slice(0, 16);
  }

  /**
   * Writes the ring as it was opened or saved last to another file, to be kept or put back; the copy is read again and checked.
   *
   * Throws `RING_EXISTS`, `RING_CHANGED`, `RING_TAMPERED`.
   */
  copyTo(path: string): void {
    this.#checkUnchanged();
    copyRing(this.#text, path);
  }

  /** Writes the ring back in one atomic, durable step; throws `RING_CHANGED` if the file is no longer the one it came from, `NOT_GRANTED`. */
  save(): void {
    this.#checkUnchanged();
    if (!isRingSigned(this.#file)) signRing(this.#file, this.#compartment("custody"));
    const text = ringText(this.#file);
    writeRingText(this.#path, text);
    this.#text = text;
  }

  /** Takes back what was changed since the ring was opened or saved last. */
  revert(): void {
    this.#file = parseRing(this.#text, this.#path);
  }

  /** What may be shown of a ring: its id, its principals and its domains, without keys. */
  toJSON(): { id: string; principals: Principal[]; domains: DomainInfo[] } {
    return { id: this.id, principals: this.principals(), domains: this.domains() };
  }

  /** Shows the same as {@link toJSON} in a log or a debugger. */
  [inspect.custom](): { id: string; principals: Principal[]; domains: DomainInfo[] } {
    return this.toJSON();
  }

  #checkUnchanged(): void {
    if (readRingText(this.#path) === this.#text) return;
    throw new KeyringError(
      "RING_CHANGED",
      `the key ring ${this.#path} was changed by another process since it was opened`,
      "Open the ring again and repeat what you did.",
    );
  }

  #domain(name: string): StoredDomain {
    const domain = this.#file.domains.find((each) => each.name === name);
    if (domain !== undefined) return domain;
    throw new KeyringError(
      "DOMAIN_MISSING",
      `the key ring has no domain "${name}"`,
      "Check the name, or add the domain to the ring.",
    );
  }

  #addVersion(domain: StoredDomain, material: Uint8Array): void {
    const key = this.#compartment(compartmentOf(domain.kind));
    const version = domain.versions.length + 1;
    domain.versions.push({
      version,
      state: "enabled",
      created: new Date().toISOString(),
      check: Buffer.from(subkey(material, "check").subarray(0, 8)).toString("hex"),
      wrapped: toBase64(seal(key, material, this.#context(domain, version))),
    });
  }

  #stored(name: string): StoredPrincipal {
    const found = this.#file.principals.find((each) => each.name === name && each.lock !== undefined);
    if (found !== undefined) return found;
    throw new KeyringError(
      "PRINCIPAL_MISSING",
      `no principal "${name}" opens the key ring`,
      "`koppel principal list` shows who does.",
    );
  }

  async #add({ name, roles }: NewPrincipal, secret: Secrets, identity: Uint8Array): Promise<Principal> {
    checkPrincipal(name, roles);
    const kept = compartmentsOf(roles).map((each) => [each, this.#compartment(each)] as const);
    const publicKey = toHex(publicKeyOf(identity));
    const added: StoredPrincipal = { name, roles: [...roles], publicKey, added: new Date().toISOString() };
    await this.#lock(
      added,
      secret,
      new Map<Compartment | typeof IDENTITY, Uint8Array>([...kept, [IDENTITY, identity]]),
    );
    this.#file.principals.push(added);
    return shownPrincipal(added);
  }

  async #lock(principal: StoredPrincipal, secret: Secrets, kept: Kept): Promise<void> {
    const lock = await makeLock(principal.name, secret, kept, placeOf(this.#file));
    if (lock.kind === "secret" && isTaken(this.#file.principals, lock)) {
      throw new KeyringError(
        "SECRET_TAKEN",
        "a principal of this key ring has that secret already",
        "Choose another: the secret alone tells who opens the ring.",
      );
    }
    principal.lock = lock;
    principal.lockSignature = toHex(signBytes(kept.get(IDENTITY)!, lockBytes(principal, this.id), "lock"));
  }

  #compartment(compartment: Compartment): Uint8Array {
    const key = this.#opened.keys.get(compartment);
    if (key !== undefined) return key;
    const { name, roles } = this.#opened;
    throw new KeyringError(
      "NOT_GRANTED",
      `${name} (${roles.join(", ")}) has no key for this`,
      `Somebody who is ${rolesFor(compartment).join(" or ")} can do it.`,
    );
  }

  /** Binds a wrapped key to its place, so that no entry can stand in for another. */
  #context(domain: StoredDomain, version: number): string {
    return JSON.stringify([this.id, domain.name, domain.kind, version]);
  }
}

function placeOf({ id, signer, kdf }: RingFile): LockPlace {
  return { ring: id, signer, kdf };
}

/** A name or roles that no principal can have. @throws KeyringError BAD_PRINCIPAL */
function checkPrincipal(name: string, roles: readonly Role[]): void {
  if (!principalName.safeParse(name).success) throw badName("BAD_PRINCIPAL", "principal", "spaces and . _ @ -");
  if (roles.length > 0) return;
  throw new KeyringError("BAD_PRINCIPAL", "a principal needs a role", `Say which: ${ROLES.join(", ")}.`);
}

function badName(code: "DOMAIN_NAME" | "BAD_PRINCIPAL", what: string, signs: string): KeyringError {
  return new KeyringError(
    code,
    `the name of a new ${what} is empty, too long or holds a sign that is not allowed`,
    `Use 1 to 64 letters, digits, ${signs}, beginning with a letter or a digit.`,
  );
}
