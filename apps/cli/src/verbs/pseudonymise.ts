import { pseudonymiseFile, type PseudonymiseResult } from "@koppel/core";
import { KeyRing, type RootSecret } from "@koppel/keyring";

import { defineVerb } from "../command.ts";
import { count, counted, duration } from "../figures.ts";
import { passphraseIn } from "../secret.ts";
import { sourceOptions, withSource } from "../source-key.ts";
import { homePath } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel pseudonymise`: stage 1, at the provider. */
export const pseudonymise = defineVerb({
  name: "pseudonymise",
  summary: "Turn a patient file into a delivery",
  operands: { name: "FILE", least: 1, most: 1 },
  options: {
    provider: { type: "text", value: "NAME", required: true, help: "the provider that the patients are of" },
    registry: { type: "text", value: "NAME", required: true, help: "the registry that the delivery is for" },
    out: { type: "text", value: "FILE", required: true, help: "the delivery; compressed if it ends in .gz" },
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
    objections: {
      type: "text",
      value: "FILE",
      help: "who objects to being delivered: CSV with mrn, and where they matter registry, from, until",
    },
    form: {
      type: "text",
      value: "FORM",
      default: "hex",
      choices: ["hex", "base64url"],
      help: "how a pseudonym is written: hex or base64url",
    },
    ...sourceOptions,
  },
  example: `koppel pseudonymise H01.patients.csv --provider H01 --registry NKKR \\
  --source-key keys/source.json --out H01.delivery.csv`,
  async run({ values, operands, job }) {
    const { provider, registry, out, form, objections } = values;
    const result = await withSource(values, job.signal, async (source, secrets) =>
      pseudonymiseFile({
        ...source,
        input: operands[0]!,
        output: out,
        provider,
        registry,
        objections,
        reversible: await reversibleRing(values, secrets),
        form: form === "base64url" ? "base64url" : "hex",
        ...job,
      }),
    );
    return { result, text: `${out}: ${resultText(result)}` };
  },
});

async function reversibleRing(
  values: { readonly "reversible-key": string | undefined; readonly "reversible-passphrase-file": string | undefined },
  secret: readonly RootSecret[],
): Promise<KeyRing | undefined> {
  const { "reversible-key": path, "reversible-passphrase-file": own } = values;
  if (path === undefined) return undefined;
  return await KeyRing.open(homePath(path), own === undefined ? secret : { passphrase: passphraseIn(own) });
}

function resultText(result: PseudonymiseResult): string {
  const { records, objected, rejected, rejects, statuses, seconds, ignoredColumns } = result;
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
    ...(objected === 0 ? [] : [`  ${counted(objected, "row")} left out: their patients object`]),
    ...(ignoredColumns.length === 0 ? [] : [`  columns that mean nothing here: ${ignoredColumns.join(", ")}`]),
    ...(rejected === 0 ? [] : [`  ${counted(rejected, "row")} not taken:`]),
    ...rejects.slice(0, 10).map(({ line, code }) => `    line ${count(line)}  ${code}`),
  ]
    .join("\n")
    .trimEnd();
}
