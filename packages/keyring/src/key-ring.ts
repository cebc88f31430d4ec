import { randomBytes, randomUUID } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import { inspect } from "node:util";

import { checkKey, KEY_BYTES } from "./cipher.ts";
import { type DomainInfo, type DomainKind, domainSchema } from "./domain.ts";
import { KeyringError } from "./errors.ts";
import { macOf, readRingFile, type RingFile, writeRingFile } from "./ring-file.ts";
import { newKdf, type RootKeys, rootKeys, type RootSecret } from "./root-key.ts";
import { seal, unseal } from "./seal.ts";
import { subkey } from "./subkey.ts";

type StoredDomain = RingFile["domains"][number];

/**
 * A key ring: the versioned keys of all domains in one JSON file, each wrapped under a root key that a secret gives.
 *
 * In memory the keys stay wrapped until asked for, and neither JSON nor inspection shows any. The MAC over the file tells
 * every alteration, but not that an older copy of the ring was put back.
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
  readonly #file: RingFile;
  readonly #keys: RootKeys;

  private constructor(path: string, file: RingFile, keys: RootKeys) {
    this.id = file.id;
    this.#path = path;
    this.#file = file;
    this.#keys = keys;
  }

  /** Writes a new, empty ring (mode 0600, in a folder made 0700 if missing); throws `RING_EXISTS` and what the secret gives. */
  static async create(path: string, secret: RootSecret): Promise<KeyRing> {
    const kdf = newKdf(secret);
    const keys = rootKeys(secret, kdf);
    const file: RingFile = {
      format: "koppel-key-ring",
      version: 1,
      id: randomUUID(),
      kdf,
      check: keys.check,
      domains: [],
      mac: "",
    };
    claim(path);
    file.mac = macOf(file, keys.mac);
    writeRingFile(path, file);
    return new KeyRing(path, file, keys);
  }

  /**
   * Opens a ring; costs one root key derivation (about 0.1 s for a passphrase).
   *
   * Throws `RING_NOT_FOUND`, `RING_FORMAT`, `WRONG_SECRET`, `RING_TAMPERED`, `SECRET_WEAK`, `SECRET_UNREADABLE`.
   */
  static async open(path: string, secret: RootSecret): Promise<KeyRing> {
    const file = readRingFile(path);
    const keys = rootKeys(secret, file.kdf);
    if (keys.check !== file.check) {
      throw new KeyringError(
        "WRONG_SECRET",
        `the secret does not open the key ring ${path}`,
        "Give the secret the ring was created with; if it is that one, the ring's kdf or check field was altered.",
      );
    }
    if (macOf(file, keys.mac) !== file.mac) {
      throw new KeyringError(
        "RING_TAMPERED",
        `the secret is right, but the key ring ${path} was altered outside Koppel`,
        "Restore the ring from a backup, and find out who changed it.",
      );
    }
    return new KeyRing(path, file, keys);
  }

  /**
   * Adds a domain with its version 1, enabled and primary, of random material or the 32 bytes given; not kept until {@link save}.
   *
   * Throws `DOMAIN_EXISTS`, `DOMAIN_NAME`, `KEY_LENGTH`.
   */
  addDomain(name: string, kind: DomainKind, material: Uint8Array = randomBytes(KEY_BYTES)): DomainInfo {
    checkKey(material);
    if (!domainSchema.shape.name.safeParse(name).success) throw badName();
    if (this.#file.domains.some((domain) => domain.name === name)) {
      throw new KeyringError("DOMAIN_EXISTS", `the key ring already has a domain "${name}"`, "Choose another name.");
    }
    const domain: StoredDomain = { name, kind, primary: 1, minDecryptionVersion: 1, versions: [] };
    domain.versions.push({
      version: 1,
      state: "enabled",
      created: new Date().toISOString(),
      check: Buffer.from(subkey(material, "check").subarray(0, 8)).toString("hex"),
      wrapped: Buffer.from(seal(this.#keys.wrap, material, this.#context(domain, 1))).toString("base64"),
    });
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

  /**
   * The 32-byte AES key of one domain, version and type: an HKDF-SHA-256 subkey, so that types share no key (R22).
   *
   * Throws `DOMAIN_MISSING`, `VERSION_MISSING`, `VERSION_DISABLED`.
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
    const entry = stored.versions.find((each) => each.version === version);
    if (entry === undefined) {
      throw new KeyringError(
        "VERSION_MISSING",
        `the domain "${domain}" has no key version ${version}`,
        "Check the version on the label, or fetch the newest key ring.",
      );
    }
    if (entry.state !== "enabled" || version < stored.minDecryptionVersion) {
      throw new KeyringError(
        "VERSION_DISABLED",
        `key version ${version} of the domain "${domain}" is out of use (${entry.state}, lowest in use ${stored.minDecryptionVersion})`,
        "Ask for a delivery under the primary version, or have the key holder enable this one.",
      );
    }
    return unseal(this.#keys.wrap, Buffer.from(entry.wrapped, "base64"), this.#context(stored, version));
  }

  /** Writes the ring back in one atomic, durable step; throws `RING_CHANGED` if the file is no longer the one this ring came from. */
  save(): void {
    if (readRingFile(this.#path).mac !== this.#file.mac) {
      throw new KeyringError(
        "RING_CHANGED",
        `the key ring ${this.#path} was changed by another process since it was opened`,
        "Open the ring again and repeat the change.",
      );
    }
    const mac = macOf(this.#file, this.#keys.mac);
    writeRingFile(this.#path, { ...this.#file, mac });
    this.#file.mac = mac;
  }

  /** What may be shown of a ring: its id and its domains, without keys. */
  toJSON(): { id: string; domains: DomainInfo[] } {
    return { id: this.id, domains: this.domains() };
  }

  /** Shows the same as {@link toJSON} in a log or a debugger. */
  [inspect.custom](): { id: string; domains: DomainInfo[] } {
    return this.toJSON();
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

  /** Binds a wrapped key to its place, so that no entry can stand in for another. */
  #context(domain: StoredDomain, version: number): string {
    return JSON.stringify([this.id, domain.name, domain.kind, version]);
  }
}

function withoutKeys(domain: StoredDomain): DomainInfo {
  const versions = domain.versions.map(({ version, state, created, check }) => ({
    version,
    state,
    created,
    check,
  }));
  return { ...domain, versions };
}

/** Takes the path with an empty file, so that of two creators at once one is refused. */
function claim(path: string): void {
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

function badName(): KeyringError {
  return new KeyringError(
    "DOMAIN_NAME",
    "the name of a new domain is empty, too long or holds a sign that is not allowed",
    "Use 1 to 64 letters, digits, spaces and . _ : -, beginning with a letter or a digit.",
  );
}
