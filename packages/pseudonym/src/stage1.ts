import { PseudonymError } from "./errors.ts";
import { KeyedHash } from "./keyed-hash.ts";
import { profileById } from "./canonical-string.ts";
import type { Profile, Reading, Status } from "./profile.ts";
import type { PatientRecord } from "./record.ts";
import { componentsOf, type Component, type PseudonymType } from "./type.ts";

/** What stage 1 makes of one record; of each pair in `values` and `statuses`, in the order of the types, one is null. */
export interface PrePseudonyms {
  /** 16 bytes each. */
  readonly values: (Uint8Array | null)[];
  readonly statuses: (Status | null)[];
  /** Born on 1 January or 1 July, which often stands for an unknown date (N10). */
  readonly lowTrustDate: boolean;
  /** The initial comes from a word like "baby" (N9). */
  readonly placeholderForename: boolean;
}

const KEY_BYTES = 32;
const VALUE_BYTES = 16;

/**
 * Stage 1, at the provider: the first 16 bytes of HMAC-SHA-256 over the canonical string, under the source key.
 *
 * It must be keyed (D1). What goes in can be counted through: there are 9e7 valid BSNs, 8e4 pairs of birth date and sex, 7e11
 * combinations of name, date, sex and initial; a keyless hash of any of them is undone within reach of one GPU. The
 * key lies at every provider, so it is a weak secret: the values are transient, and the TTP encrypts them again (stage 2).
 *
 * @example
 * const stage1 = new Stage1({ types: typesByName(["NGGV", "GG"]), key, provider: "H01" });
 * const { values, statuses } = stage1.pseudonymise({ recordId: "1", birthDate: "1983-05-26", sex: "V" });
 * // values: [null, 16 bytes], statuses: ["MISSING_NAME", null]
 */
export class Stage1 {
  readonly #types: readonly PseudonymType[];
  readonly #components: readonly Component[];
  readonly #provider: string;
  readonly #profile: Profile;
  readonly #hash: KeyedHash;

  /**
   * `key` is the source key, 32 bytes, common to all providers of one linkage scope; `provider` a URA or AGB number.
   *
   * @throws PseudonymError BAD_KEY, BAD_PROVIDER (blank, or with a `|` or a control character), UNKNOWN_PROFILE
   */
  constructor(options: { types: readonly PseudonymType[]; key: Uint8Array; provider: string; profile?: string }) {
    const { types, key, provider, profile = "KT1" } = options;
    if (key.byteLength !== KEY_BYTES) {
      throw new PseudonymError(
        "BAD_KEY",
        "The source key is not 32 bytes long.",
        "Take the key from the source key file.",
      );
    }
    this.#types = types;
    this.#components = [...new Set(types.flatMap(componentsOf))];
    this.#provider = provider;
    this.#profile = profileById(profile);
    this.#hash = new KeyedHash(key);
    if ("status" in this.#profile.read("provider", { recordId: "" }, provider)) {
      throw new PseudonymError(
        "BAD_PROVIDER",
        "The provider id is blank or has a forbidden character.",
        "Use the URA or AGB number.",
      );
    }
  }

  /** The id of the profile, part of the label of every value made here. */
  get profile(): string {
    return this.#profile.id;
  }

  /** The values of one record, 16 bytes each, and why those that are missing are missing. */
  pseudonymise(record: PatientRecord): PrePseudonyms {
    const readings: Partial<Record<Component, Reading>> = {};
    for (const component of this.#components) {
      readings[component] = this.#profile.read(component, record, this.#provider);
    }
    const bytes = Buffer.alloc(this.#types.length * VALUE_BYTES);
    const values: (Uint8Array | null)[] = [];
    const statuses: (Status | null)[] = [];
    this.#types.forEach((type, i) => {
      const canonical = this.#profile.canonical(type, readings);
      if ("text" in canonical) {
        const value = bytes.subarray(i * VALUE_BYTES, (i + 1) * VALUE_BYTES);
        this.#hash.digest(canonical.text, value);
        values.push(value);
        statuses.push(null);
      } else {
        values.push(null);
        statuses.push(canonical.status);
      }
    });
    return {
      values,
      statuses,
      lowTrustDate: warns(readings.date, "LOW_TRUST_DATE"),
      placeholderForename: warns(readings.initial, "PLACEHOLDER_FORENAME"),
    };
  }
}

function warns(reading: Reading | undefined, warning: string): boolean {
  return reading !== undefined && "text" in reading && reading.warning === warning;
}
