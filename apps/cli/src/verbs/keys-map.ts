import { verifyMap, type MapManifest } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { UsageError } from "../usage-error.ts";

const version = { type: "whole", value: "VERSION", least: 1, most: 1e9 } as const;

/** `koppel keys map`: a signed map from old to new pseudonyms, made or checked. */
export const keysMap = defineVerb({
  name: "keys map",
  summary: "Make or check a registry's map from old pseudonyms to new",
  operands: { name: "REGISTRY", least: 0, most: 1 },
  options: {
    from: { ...version, help: "key version of the old pseudonyms" },
    to: { ...version, help: "key version of the new ones (default the primary one)" },
    out: { type: "text", value: "FILE", help: "the map, a new file; its manifest goes beside it" },
    check: { type: "text", value: "FILE", help: "check this map instead; no table and no key ring are needed" },
    "public-key": { type: "text", value: "HEX", help: "with --check: the key that must have signed it" },
    ...tableOptions,
    ...threadsOption,
  },
  example: "koppel keys map NKKR --from 1 --to 2 --out NKKR.csv",
  async run({ values, operands, job }) {
    const { from, to, out, check } = values;
    const [registry] = operands;
    if (check !== undefined) {
      const result = await verifyMap(check, publicKeyIn(values["public-key"]));
      return { result, text: `${check} is as it was signed.\n\n${mapText(result)}` };
    }
    if (registry === undefined || from === undefined || out === undefined)
      throw new UsageError("keys map: REGISTRY, --from or --out is missing", "See koppel keys map --help.");
    return withTable(values, job.signal, async (table) => {
      const { signer: publicKey } = table;
      const manifest = await table.map({ registry, from, to, output: out, ...job });
      const text = `${out} and its manifest are written, and recorded in the link table.\n
${mapText(manifest)}\n
Tell the registry the public key, by another way than the map:\n  ${publicKey}`;
      return { result: { ...manifest, publicKey }, text };
    });
  },
});

function publicKeyIn(text: string | undefined): Uint8Array {
  if (text !== undefined && /^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, "hex");
  throw new UsageError("keys map: --public-key is missing or no key", "A public key is 64 hex digits.");
}

function mapText({ registry, from, to, values }: MapManifest): string {
  const rows = Object.entries(values).map(([type, n]) => [type, counted(n, "value")]);
  return `Registry ${registry}, from key version ${from} to ${to}:\n${textTable(rows)}`;
}
