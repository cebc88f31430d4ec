import { TABLE_CLASSES, type Expiry, type RetentionTerm } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { reasonOption } from "../reason-option.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel retention set`: how long something is kept. */
export const retentionSet = defineVerb({
  name: "retention set",
  summary: "Set how long records of a registry, or other data, are kept",
  operands: { name: `REGISTRY records TERM | ${TABLE_CLASSES.join("|")} TERM`, least: 2, most: 3 },
  options: tableOptions,
  example: "koppel retention set NKKR records 7y\nkoppel retention set trail 5y",
  async run({ values, operands, job }) {
    const term = operands.at(-1)!;
    const [registry, name] = operands.length === 3 ? [operands[0]!, operands[1]!] : [null, operands[0]!];
    await withTable(values, job.signal, (table) => table.retention.set(registry, name, term));
    const what = registry === null ? name : `${name} of ${registry}`;
    return { result: { class: name, registry, term }, text: `From now on ${what} are kept ${term}, and no longer.` };
  },
});

/** `koppel retention hold`: nothing of a registry is destroyed for now. */
export const retentionHold = defineVerb({
  name: "retention hold",
  summary: "Freeze a registry: nothing of it is destroyed meanwhile",
  operands: { name: "REGISTRY on|off", least: 2, most: 2 },
  options: { ...tableOptions, ...reasonOption },
  example: 'koppel retention hold NKKR on --reason "claim 2027-14"',
  async run({ values, operands, job }) {
    const [registry, state] = operands as [string, string];
    if (state !== "on" && state !== "off")
      throw new UsageError("retention hold: the last word is neither on nor off", "As in retention hold NKKR on.");
    await withTable(values, job.signal, (table) => table.retention.hold(registry, state === "on", values.reason));
    const text =
      state === "on" ? "is under a legal hold: nothing of it is destroyed" : "is under no legal hold any more";
    return { result: { registry, hold: state === "on", reason: values.reason }, text: `${registry} ${text}.` };
  },
});

/** `koppel retention show`: terms and holds. */
export const retentionShow = defineVerb({
  name: "retention show",
  summary: "Show how long everything is kept, and what is under a hold",
  options: tableOptions,
  example: "koppel retention show",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.retention.terms());
    const held = result.flatMap(({ registry, hold }) =>
      hold === null ? [] : [paragraph(`${registry}: ${hold.reason}`)],
    );
    return {
      result,
      text: [textTable(result.map(row), ["data", "term", "set", "on hold since"]), ...held].join("\n\n"),
    };
  },
});

/** `koppel retention run`: lets go of what has had its term. */
export const retentionRun = defineVerb({
  name: "retention run",
  summary: "Destroy what has had its term, as a dry run told",
  options: {
    "dry-run": { type: "flag", help: "say what would go, and change nothing" },
    confirm: {
      type: "whole",
      value: "N",
      least: 0,
      most: Number.MAX_SAFE_INTEGER,
      help: "how much goes in all, as the dry run told",
    },
    ...tableOptions,
    ...threadsOption,
  },
  example: "koppel retention run --dry-run\nkoppel retention run --confirm 0",
  async run({ values, job }) {
    const options = { ...job, dryRun: values["dry-run"], confirm: values.confirm };
    const result = await withTable(values, job.signal, (table) => table.expire(options));
    return { result, text: runText(result) };
  },
});

function row({ class: name, registry, term, since, hold }: RetentionTerm): string[] {
  return [
    registry === null ? name : `${name} of ${registry}`,
    term ?? "none yet",
    since?.slice(0, 10) ?? "",
    hold?.since.slice(0, 10) ?? "",
  ];
}

function runText({ run, dryRun, total, classes }: Expiry): string {
  const rows = classes.map(({ class: name, registry, term, from, count: gone, held }) => [
    registry === null ? name : `${name} of ${registry}`,
    term,
    from,
    held ? "on hold" : count(gone),
  ]);
  const heading = dryRun
    ? `Dry run: nothing was changed. ${counted(total, "thing")} would go.`
    : `Run ${count(run)} let ${counted(total, "thing")} go.`;
  const table = rows.length === 0 ? "Nothing has a term." : textTable(rows, ["data", "term", "kept from", "gone"]);
  return [
    heading,
    "",
    table,
    ...(dryRun ? ["", `If that is right:\n  koppel retention run --confirm ${total}`] : []),
  ].join("\n");
}
