import { z } from "zod";

import type { Compartment } from "./roles.ts";

/** What a domain's keys are for, and the compartment of the ring in which they lie. */
const COMPARTMENT_OF = {
  /** Final pseudonyms of one registry. */
  registry: "pseudonyms",
  /** The link table's own pseudonyms. */
  link: "pseudonyms",
  /** Handles of local patients and the place of birth groups in the table, which outlive every other key. */
  handle: "pseudonyms",
  /** What lies in the link table. */
  seal: "table",
  /** Stage 1 at the providers. */
  source: "source",
  /** Patient numbers that one provider alone can read again (R28). */
  reversible: "source",
} as const satisfies Record<string, Compartment>;

export type DomainKind = keyof typeof COMPARTMENT_OF;

/** The states of a key version, in the words of Tink and Vault Transit; a mark beside them says that one is compromised. */
const STATES = ["enabled", "disabled", "destroy-scheduled", "destroyed"] as const;

export type VersionState = (typeof STATES)[number];

/** One version of a domain's key, without the key. */
export interface KeyVersion {
  version: number;
  state: VersionState;
  /** Moments are ISO 8601 in UTC. */
  created: string;
  /** 16 hex digits, not secret: whether two rings hold the same key. */
  check: string;
  /** When it was told to be in wrong hands: it makes nothing, is no evidence, and serves to carry stored values over. */
  compromised?: string | undefined;
  /** Scheduled: before this moment it cannot be destroyed. */
  destroyAfter?: string | undefined;
  destroyed?: string | undefined;
}

/** A named key with its versions, without any key, fit for logs; new values are made under `primary`. */
export interface DomainInfo {
  name: string;
  kind: DomainKind;
  primary: number;
  /** Deliveries under lower versions are not taken (in Vault Transit's words `min_decryption_version`, for intake alone). */
  minVersion: number;
  versions: KeyVersion[];
}

const moment = z.iso.datetime();

/** A domain as the ring file holds it: a {@link DomainInfo} whose versions carry their wrapped key (base64), unless it was destroyed. */
export const domainSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:-]{0,63}$/u),
  kind: z.enum(Object.keys(COMPARTMENT_OF) as [DomainKind, ...DomainKind[]]),
  primary: z.int().positive(),
  minVersion: z.int().positive(),
  versions: z.array(
    z.strictObject({
      version: z.int().positive(),
      state: z.enum(STATES),
      created: moment,
      check: z.string().regex(/^[0-9a-f]{16}$/),
      compromised: moment.optional(),
      destroyAfter: moment.optional(),
      destroyed: moment.optional(),
      wrapped: z.base64().optional(),
    }),
  ),
});

export type StoredDomain = z.infer<typeof domainSchema>;
export type StoredVersion = StoredDomain["versions"][number];

/** Where keys of a kind lie. */
export function compartmentOf(kind: DomainKind): Compartment {
  return COMPARTMENT_OF[kind];
}

/** A domain without its keys. */
export function withoutKeys(domain: StoredDomain): DomainInfo {
  const versions = domain.versions.map((stored) => {
    const { wrapped: _, ...version } = stored;
    return version;
  });
  return { ...domain, versions };
}
