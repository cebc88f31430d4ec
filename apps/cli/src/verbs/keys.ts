import type { DomainInfo, VersionChange } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { domainTable } from "../domain-table.ts";
import { withRing } from "../ring-change.ts";
import { openRing, ringOptions, tableOptions } from "../table-options.ts";
import { versionIn } from "../version-operand.ts";

/** `koppel keys list`: domains and versions, never a key. */
export const keysList = defineVerb({
  name: "keys list",
  summary: "List what is on the key ring, without any key",
  options: ringOptions,
  example: "koppel keys list",
  async run({ values, job }) {
    const ring = await openRing(values, job.signal);
    const { signer } = ring.certificate();
    const { id, domains } = ring.toJSON();
    const head = `Key ring ${id}\nsigned by ${signer}`;
    return { result: { id, signer, domains }, text: `${head}\n\n${domainTable(domains)}` };
  },
});

/** `koppel keys rotate`: a new primary version; the old ones are still accepted. */
export const keysRotate = defineVerb({
  name: "keys rotate",
  summary: "Give a domain a new primary key, beside the old one",
  operands: { name: "DOMAIN", least: 1, most: 1 },
  options: tableOptions,
  example: "koppel keys rotate NKKR",
  async run({ values, operands, job }) {
    const result = await withRing(values, job.signal, (keys) => keys.rotate(operands[0]!));
    const { name, kind, primary } = result;
    return { result, text: `${name}: version ${primary} is primary now.\n\n${afterRotation(name, kind, primary)}` };
  },
});

/** A verb that changes the state of one version in the ring alone. */
function changing(
  word: string,
  summary: string,
  to: VersionChange["to"],
  told: (name: string, version: number) => string,
): ReturnType<typeof defineVerb<typeof tableOptions>> {
  return defineVerb({
    name: `keys ${word}`,
    summary,
    operands: { name: "DOMAIN VERSION", least: 2, most: 2 },
    options: tableOptions,
    example: `koppel keys ${word} NKKR 1`,
    async run({ values, operands, job }) {
      const version = versionIn(operands[1]!);
      const result = await withRing(values, job.signal, (keys) => keys.change(operands[0]!, version, { to }));
      return { result, text: `${told(result.name, version)}\n\n${domainTable([result])}` };
    },
  });
}

export const keysMinimum = changing(
  "minimum",
  "Take no more deliveries under versions lower than this",
  "minimum",
  (name, version) => `${name}: deliveries are taken from version ${version} on.`,
);

export const keysEnable = changing(
  "enable",
  "Bring a disabled key version back into use",
  "enabled",
  (name, version) => `${name}: version ${version} is in use again.`,
);

export const keysRestore = changing(
  "restore",
  "Take a planned destruction back; it is disabled then",
  "restored",
  (name, version) => `${name}: version ${version} will not be destroyed; it is disabled.`,
);

function afterRotation(name: string, kind: DomainInfo["kind"], primary: number): string {
  const old = primary - 1;
  if (kind === "registry")
    return `Next, before version ${old} can go:
  koppel keys rewrap FILE --to ${primary}     a file that the registry keeps
  koppel keys map ${name} --from ${old}       a map, where it keeps pseudonyms elsewhere
  koppel keys minimum ${name} ${primary}      when no delivery under version ${old} is to come any more`;
  if (kind === "link" || kind === "seal") return "Next: koppel keys rekey carries the link table over to it.";
  return "Whatever is made from now on is made under it.";
}
