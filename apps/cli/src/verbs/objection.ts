import { OBJECTION_POLICIES, pseudonymiseFile, type ObjectionCount } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { sourceOptions, withSource } from "../source-key.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel objection make`: what a provider tells the TTP of its own patients. */
export const objectionMake = defineVerb({
  name: "objection make",
  summary: "Say which of your patients object, for the TTP",
  operands: { name: "FILE", least: 1, most: 1 },
  options: {
    provider: { type: "text", value: "NAME", required: true, help: "the provider that the patients are of" },
    registry: { type: "text", value: "NAME", required: true, help: "the registry that they object to" },
    all: { type: "flag", help: "they object to every registry" },
    withdraw: { type: "flag", help: "they do not object any more" },
    out: { type: "text", value: "FILE", required: true, help: "what goes to the TTP" },
    ...sourceOptions,
  },
  example: `koppel objection make objectors.csv --provider H01 --registry NKKR \\
  --source-key keys/source.json --out H01.objections.csv`,
  async run({ values, operands, job }) {
    const { provider, registry, out, all, withdraw } = values;
    const objection = { scope: all ? "all" : "registry", withdrawn: withdraw } as const;
    const { manifest } = await withSource(values, job.signal, (source) =>
      pseudonymiseFile({ ...source, input: operands[0]!, output: out, provider, registry, objection, ...job }),
    );
    const what = withdraw ? "who object no longer" : "who object";
    return {
      result: { file: out, provider, registry, ...objection, patients: manifest.records },
      text: `${out}: ${counted(manifest.records, "patient")} ${what} to ${all ? "every registry" : registry}, without a name.
Send it to the TTP with its manifest, and leave them out of your deliveries:
  koppel pseudonymise ... --objections FILE`,
    };
  },
});

/** `koppel objection take`: honours what providers pass on. */
export const objectionTake = defineVerb({
  name: "objection take",
  summary: "Honour who objects, or objects no longer, from now on",
  operands: { name: "FILE", least: 1, most: Infinity },
  options: {
    ...tableOptions,
    ...threadsOption,
    "dry-run": { type: "flag", help: "say what would happen, and change nothing" },
  },
  example: "koppel objection take H01.objections.csv",
  async run({ values, operands, job }) {
    const options = { ...job, dryRun: values["dry-run"] };
    const result = await withTable(values, job.signal, (table) => table.object(operands, options));
    const { run, dryRun, patients, objections, withdrawn, erased } = result;
    const rows = [
      ["patients", count(patients), ""],
      ["objections", count(objections), "new"],
      ["withdrawn", count(withdrawn), ""],
      ["records erased", count(erased), ""],
    ];
    const heading = dryRun ? "Dry run: nothing was changed." : `Run ${count(run)} is in the table.`;
    return { result, text: `${heading}\n\n${textTable(rows)}` };
  },
});

/** `koppel objection policy`: what an objection does to a registry. */
export const objectionPolicy = defineVerb({
  name: "objection policy",
  summary: "Set what objections to a registry do to what is there",
  operands: { name: `REGISTRY ${OBJECTION_POLICIES.join("|")}`, least: 2, most: 2 },
  options: tableOptions,
  example: "koppel objection policy NKKR stop-and-erase",
  async run({ values, operands, job }) {
    const [registry, policy] = operands as [string, string];
    await withTable(values, job.signal, (table) => table.setObjectionPolicy(registry, policy));
    return { result: { registry, policy }, text: `${registry}: objections taken from now on ${DOES[policy]!}.` };
  },
});

const DOES: Readonly<Record<string, string>> = {
  "stop-new": "let nothing new in, and leave what is there",
  "stop-and-unlink": "let nothing new in, and take what is there out of all links",
  "stop-and-erase": "let nothing new in, and erase what is there",
};

/** `koppel objection list`: counts, never who. */
export const objectionList = defineVerb({
  name: "objection list",
  summary: "Count the objections, by registry",
  options: tableOptions,
  example: "koppel objection list",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.objections());
    return { result, text: textTable(result.map(row), ["registry", "policy", "standing", "withdrawn"]) };
  },
});

function row({ registry, policy, standing, withdrawn }: ObjectionCount): (string | number)[] {
  return [registry ?? "all of them", policy ?? "", standing, withdrawn];
}
