import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

import { KoppelError, pseudonymiseFile, registriesOf, type PseudonymiseResult } from "@koppel/core";
import { KeyRing, type RootSecret } from "@koppel/keyring";
import { typesByName } from "@koppel/pseudonym";

import { defineVerb } from "../command.ts";
import { count, counted, duration } from "../figures.ts";
import { passphraseIn, secretOf, secretOptions } from "../secret.ts";
import { SOURCE_DOMAIN } from "../set-up.ts";
import { homePath, ringOptions, tablePath } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { typeNames } from "../type-names.ts";

const DEFAULT_TYPES = "NGGV,sNGGV,NGG,sNGG,C,RGG,GG";

/** `koppel pseudonymise`: stage 1, at the provider. */
export const pseudonymise = defineVerb({
  name: "pseudonymise",
  summary: "Turn a patient file into a delivery (at the provider)",
  operands: { name: "FILE", least: 1, most: 1 },
  options: {
    provider: { type: "text", value: "NAME", required: true, help: "the provider that the patients are of" },
    registry: { type: "text", value: "NAME", required: true, help: "the registry that the delivery is for" },
    out: { type: "text", value: "FILE", required: true, help: "the delivery; compressed if it ends in .gz" },
    "source-key": {
      type: "text",
      value: "FILE",
      help: "the source key (default source.json beside the key ring)",
    },
    "reversible-key": {
      type: "text",
      value: "FILE",
      help: "the provider's own key: adds patient numbers that it alone can read again (koppel provider key)",
    },
    "reversible-passphrase-file": {
      type: "text",
      value: "FILE",
      help: "file with the passphrase of that key, where it is another than that of the source key",
    },
    types: {
      type: "text",
      value: "A,B,C",
      help: `pseudonym types (default what the registry is allowed, else ${DEFAULT_TYPES})`,
    },
    form: {
      type: "text",
      value: "FORM",
      default: "hex",
      choices: ["hex", "base64url"],
      help: "how a pseudonym is written: hex or base64url",
    },
    table: { ...tablePath, help: "the link table, where there is one here" },
    keys: { ...ringOptions.keys, help: "the key ring, beside which the source key is looked for" },
    ...secretOptions,
  },
  example: `koppel pseudonymise H01.patients.csv --provider H01 --registry NKKR \\
  --source-key keys/source.json --out H01.delivery.csv`,
  async run({ values, operands, job }) {
    const { provider, registry, out, form } = values;
    const types = typesByName(values.types ? typeNames(values.types) : allowedTypes(homePath(values.table), registry));
    const source = homePath(values["source-key"] ?? join(dirname(homePath(values.keys)), "source.json"));
    if (!existsSync(source)) {
      const hint = "koppel init makes one; say where it is with --source-key FILE.";
      throw new KoppelError("SOURCE_KEY_NOT_FOUND", `there is no source key at ${source}`, { hint });
    }
    const secret = await secretOf(values, job.signal);
    const ring = await KeyRing.open(source, secret);
    const reversible = await reversibleRing(values, secret);
    const keyVersion = ring.domain(SOURCE_DOMAIN).primary;
    const key = ring.material(SOURCE_DOMAIN, keyVersion);
    const result = await pseudonymiseFile({
      input: operands[0]!,
      output: out,
      provider,
      registry,
      types,
      key,
      keyVersion,
      domain: SOURCE_DOMAIN,
      reversible,
      form: form === "base64url" ? "base64url" : "hex",
      ...job,
    });
    key.fill(0);
    return { result, text: `${out}: ${resultText(result)}` };
  },
});

async function reversibleRing(
  values: { readonly "reversible-key": string | undefined; readonly "reversible-passphrase-file": string | undefined },
  secret: RootSecret,
): Promise<KeyRing | undefined> {
  const { "reversible-key": path, "reversible-passphrase-file": own } = values;
  if (path === undefined) return undefined;
  return await KeyRing.open(homePath(path), own === undefined ? secret : { passphrase: passphraseIn(own) });
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

function resultText(result: PseudonymiseResult): string {
  const { records, rejected, rejects, statuses, seconds, ignoredColumns } = result;
  const rows = Object.entries(statuses).map(([type, missing]) => {
    const reasons = Object.entries(missing).map(([reason, n]) => `${count(n)} ${reason}`);
    const without = Object.values(missing).reduce((sum, n) => sum + n, 0);
    return [type, records - without, reasons.join(", ")];
  });
  const notes = [
    [result.lowTrustDates, "born on 1 January or 1 July, which often stands for an unknown date"],
    [result.placeholderForenames, 'with a forename like "baby"'],
    [result.badEventDates, "with an event date that is none; left empty"],
  ] as const;
  return [
    `${counted(records, "record")} in ${duration(seconds)}`,
    "",
    textTable(rows, ["type", "made", "missing, by reason"]),
    "",
    ...notes.flatMap(([n, what]) => (n === 0 ? [] : [`  ${count(n)} ${what}`])),
    ...(ignoredColumns.length === 0 ? [] : [`  columns that mean nothing here: ${ignoredColumns.join(", ")}`]),
    ...(rejected === 0 ? [] : [`  ${counted(rejected, "row")} not taken:`]),
    ...rejects.slice(0, 10).map(({ line, code }) => `    line ${count(line)}  ${code}`),
  ]
    .join("\n")
    .trimEnd();
}
