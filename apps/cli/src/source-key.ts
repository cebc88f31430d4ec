import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { KoppelError, registriesOf, type PseudonymiseOptions } from "@koppel/core";
import { KeyRing, type RootSecret } from "@koppel/keyring";
import { typesByName } from "@koppel/pseudonym";

import type { Options, Values } from "./command.ts";
import { secretOptions, secretsOf } from "./secret.ts";
import { SOURCE_DOMAIN } from "./set-up.ts";
import { homePath, ringOptions, tablePath } from "./table-options.ts";
import { typeNames } from "./type-names.ts";

const DEFAULT_TYPES = "NGGV,sNGGV,NGG,sNGG,C,RGG,GG";

/** Which source key, and which types are made with it. */
export const sourceOptions = {
  "source-key": {
    type: "text",
    value: "FILE",
    help: "the source key (default source.json beside the key ring)",
  },
  types: {
    type: "text",
    value: "A,B,C",
    help: `pseudonym types (default what the registry is allowed, else ${DEFAULT_TYPES})`,
  },
  table: { ...tablePath, help: "the link table, where there is one here" },
  keys: { ...ringOptions.keys, help: "the key ring, beside which the source key is looked for" },
  ...secretOptions,
} as const satisfies Options;

/** What stage 1 is made with. */
export type Source = Pick<PseudonymiseOptions, "types" | "key" | "keyVersion" | "domain">;

/** Opens the source key for the time of `use`. @throws KoppelError SOURCE_KEY_NOT_FOUND, UNKNOWN_REGISTRY */
export async function withSource<T>(
  values: Values<typeof sourceOptions> & { readonly registry: string },
  signal: AbortSignal,
  use: (source: Source, secrets: readonly RootSecret[]) => Promise<T>,
): Promise<T> {
  const { registry } = values;
  const types = typesByName(values.types ? typeNames(values.types) : allowedTypes(homePath(values.table), registry));
  const path = homePath(values["source-key"] ?? join(dirname(homePath(values.keys)), "source.json"));
  if (!existsSync(path)) {
    const hint = "koppel init makes one; say where it is with --source-key FILE.";
    throw new KoppelError("SOURCE_KEY_NOT_FOUND", `there is no source key at ${path}`, { hint });
  }
  const secrets = await secretsOf(values, signal);
  const ring = await KeyRing.open(path, secrets);
  const keyVersion = ring.domain(SOURCE_DOMAIN).primary;
  const key = ring.material(SOURCE_DOMAIN, keyVersion);
  try {
    return await use({ types, key, keyVersion, domain: SOURCE_DOMAIN }, secrets);
  } finally {
    key.fill(0);
  }
}

function allowedTypes(table: string, registry: string): readonly string[] {
  if (!existsSync(table)) return typeNames(DEFAULT_TYPES);
  const known = registriesOf(table);
  const found = known.find(({ name }) => name === registry);
  if (found !== undefined) return found.types;
  const names = known.map(({ name }) => name).join(", ") || "none yet";
  throw new KoppelError("UNKNOWN_REGISTRY", `the link table ${table} has no registry "${registry}"`, {
    hint: `It has: ${names}. Add it with koppel registry add, or give --types.`,
  });
}
