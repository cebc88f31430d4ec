import type { LinkResult } from "@koppel/core";

import { shortClass } from "../class-words.ts";
import { defineVerb } from "../command.ts";
import { count, counted, duration, rate } from "../figures.ts";
import { modelName } from "../model/model-name.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";

/** `koppel link`: the main job. */
export const link = defineVerb({
  name: "link",
  summary: "Link deliveries into the link table",
  operands: { name: "FILE", least: 1, most: Infinity },
  options: {
    ...tableOptions,
    ...threadsOption,
    replace: {
      type: "flag",
      help: "records that were delivered before are taken anew: these deliveries correct them",
    },
    "dry-run": { type: "flag", help: "say what would happen, and change nothing" },
  },
  example: "koppel link H01.delivery.csv H02.delivery.csv",
  async run({ values, operands, job }) {
    const options = { ...job, dryRun: values["dry-run"], replace: values.replace };
    const result = await withTable(values, job.signal, (table) => table.link(operands, options));
    return { result, text: linkText(result) };
  },
});

function linkText(result: LinkResult): string {
  const { accepted, rejected, objected, rejects, seconds, recordsPerSecond, placeholders } = result;
  const heading = result.dryRun ? "Dry run: nothing was changed." : `Run ${count(result.run)} is in the table.`;
  const facts = textTable([
    ["records", count(result.records), `in ${counted(result.deliveries, "file")}`],
    ["taken", count(accepted), `in ${duration(seconds)}, ${count(recordsPerSecond)} a second`],
    ...(result.replaced === 0 ? [] : [["of these replaced", count(result.replaced), "they were delivered before"]]),
    ["not taken", count(rejected), objected === 0 ? "" : `${count(objected)} of them of people who object`],
    ["persons", count(result.persons), `${count(result.newPersons)} of them new`],
    ["linked records", count(result.linkedRecords), "their person has another local patient"],
    ["open cases", count(result.cases), "koppel cases lists them"],
  ]);
  const classes = result.byClass.map(({ class: name, action, falseShare, joined, apart }) => [
    shortClass(name),
    action,
    joined,
    apart,
    rate(falseShare),
  ]);
  return [
    heading,
    "",
    facts,
    "",
    `Model ${modelName(result.model, result.method)}:`,
    textTable(classes, ["what two patients share", "action", "joined", "apart", "exp. false"]),
    ...Object.entries(placeholders).map(([type, n]) => `  ${type}: ${counted(n, "value")} too common to mean anything`),
    ...(rejects.length === 0 ? [] : ["", "Not taken:"]),
    ...rejects.slice(0, 10).map(({ file, line, code }) => `  ${file}:${line}  ${code}`),
    ...(rejects.length > 10 ? ["  ... more with --json"] : []),
  ].join("\n");
}
