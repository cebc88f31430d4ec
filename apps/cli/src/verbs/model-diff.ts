import type { Relinking } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { count, counted } from "../figures.ts";
import { differenceText } from "../model/difference-text.ts";
import { modelDifference } from "../model/model-difference.ts";
import { modelName } from "../model/model-name.ts";
import { namedModel } from "../model/named-model.ts";
import { relinkingText } from "../relinking-text.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";
import { paragraph } from "../wrap.ts";

/** `koppel model diff`: what a model would change, or two do otherwise. */
export const modelDiff = defineVerb({
  name: "model diff",
  summary: "Tell what a model would change, or how two models differ",
  operands: { name: "VERSION", least: 0, most: 2 },
  options: { ...tableOptions, ...threadsOption },
  example: "koppel model diff default-1",
  run({ values, operands, job }) {
    return withTable(values, job.signal, async (table) => {
      const [first, second] = operands;
      // With one version or none: that one, or the newest, beside what the links stand under.
      const stands = table.runs().at(-1)?.model;
      const from = namedModel(table, second === undefined ? stands : first);
      const to = namedModel(table, second ?? first ?? table.models().at(-1)!.version);
      const relinking =
        second === undefined ? await table.relink({ ...job, dryRun: true, model: table.model(to.version) }) : null;
      const classes = modelDifference(from, to);
      const names = `from ${modelName(from.version, from.method)} to ${modelName(to.version, to.method)}`;
      const parts = [
        paragraph(`Models: ${names}.`),
        ...(relinking === null ? [] : [runText(relinking)]),
        differenceText(classes),
      ];
      return { result: { from: from.version, to: to.version, relinking, classes }, text: parts.join("\n\n") };
    });
  },
});

function runText(relinking: Relinking): string {
  const { difference, cases } = relinking;
  const would = `This would make ${counted(difference.made, "link")}, break ${count(difference.broken)}, send ${counted(cases.asked, "case")} to \
review and take ${count(cases.gone)} away from it. Nothing is kept.`;
  return `${paragraph(would)}\n\n${relinkingText(relinking)}`;
}
