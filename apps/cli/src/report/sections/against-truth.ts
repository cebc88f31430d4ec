import { shortClass } from "../../class-words.ts";
import { percent, rate } from "../../figures.ts";
import { precisionRecallPlot } from "../precision-recall-plot.ts";
import type { Report } from "../report.ts";
import type { Section } from "../section.ts";

/** The links against the truth, where that is known. */
export function againstTruth({ evaluation }: Report): Section | undefined {
  if (evaluation === null) return undefined;
  const { records, localPatients, truePairs, links, withPerfectReview, oracleAt, classes } = evaluation;
  const caption = "Precision against recall, pairs of local patients across providers";
  return {
    heading: "The links against the truth",
    parts: [
      `All figures are about pairs of local patients across providers, as far as the truth names them. Precision: of what was \
linked, how much is right. Recall: of what should be linked, how much was.`,
      {
        caption: "What was compared",
        head: ["", "number"],
        rows: [
          ["records", records],
          ["local patients", localPatients],
          ["pairs of one person, by the truth", truePairs],
        ],
      },
      {
        caption: "Where the links stand",
        head: ["", "precision", "recall"],
        rows: [
          ["the links as they are", percent(links.precision), percent(links.recall)],
          [
            "after a perfect review of all cases",
            percent(withPerfectReview.precision),
            percent(withPerfectReview.recall),
          ],
          ["the oracle, where it keeps the precision", percent(oracleAt.precision), percent(oracleAt.recall)],
          ["the oracle within the purposes, likewise", percent(oracleAt.precision), percent(oracleAt.boundRecall)],
        ],
      },
      `The oracle sets a threshold over pattern classes with the truth known: no order of the classes does better. Links can lie \
above it, for clusters use more than pairs.`,
      { caption, svg: precisionRecallPlot(evaluation, caption) },
      {
        caption: "Pairs that share a value, linked or not, by class: how many are two people",
        head: ["class", "action", "pairs", "false", "expected"],
        rows: classes.map(({ class: name, action, expectedFalse, pairs, correct }) => [
          shortClass(name),
          action,
          pairs,
          correct === null ? "" : rate(1 - correct),
          rate(expectedFalse),
        ]),
      },
    ],
  };
}
