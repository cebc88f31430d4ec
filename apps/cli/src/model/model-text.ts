import { logOdds, type Model } from "@koppel/core";

import { briefName, briefPlace, sideTitles } from "../class-words.ts";
import { count, counted, expected, rate } from "../figures.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";
import { actionSigns } from "./action-signs.ts";
import { assumptions } from "./model-name.ts";
import { sharePlot } from "./share-plot.ts";
import type { ActionTotal, ShownModel } from "./shown-model.ts";

/** A model for people: where it comes from, what it adds up to, and its classes as tables and plots. @param all also those without a pair */
export function modelText(model: ShownModel, all: boolean): string {
  const { version, method, origin, inForce, classes } = model;
  const listed = classes.filter(({ estimate }) => all || estimate?.pairs !== 0);
  const ordered = listed.toSorted((a, b) => a.falseShare - b.falseShare);
  const left = classes.length - listed.length;
  return [
    paragraph(`Model ${version}${inForce ? ", in force" : ""}: ${origin}.`),
    paragraph(assumptions[method]),
    ...totalsText(model),
    ...Object.entries(sideTitles).flatMap(([side, title]) => {
      const own = ordered.filter((entry) => entry.side === side);
      return own.length === 0 ? [] : [title.toUpperCase(), classTable(own), sharePlot(own)];
    }),
    ...(left === 0
      ? []
      : [paragraph(`${counted(left, "more class", "more classes")} without any pair yet: --all shows them.`)]),
    paragraph(EXPLAINED),
  ].join("\n\n");
}

const EXPLAINED = `● links, ◆ goes to review, ○ keeps apart. Surname: how many letters agree. Two people: pairs of the class expected to be false, with the 95 % interval; false: the share \
that is, on which action and weight (log-odds) rest. Pairs against which a hospital that knows both patients speaks are left out. A class \
that is not listed keeps apart.`;

/** What the classes of each action add up to, and what was asked. */
export function totalsText({ totals, targets }: ShownModel): string[] {
  if (totals === null) return [];
  const row = (name: string, { classes, pairs, false: wrong }: ActionTotal): string[] => [
    name,
    count(pairs),
    expected(wrong),
    pairs === 0 ? "" : rate(wrong / pairs),
    count(classes),
  ];
  const rows = [row("link", totals.link), row("go to review", totals.review), row("stay apart", totals.apart)];
  return [
    textTable(rows, ["pairs of patients that", "pairs", "two people", "share", "classes"]),
    ...(targets === undefined
      ? []
      : [
          paragraph(
            `Asked for: of all that links at most ${rate(targets.maxFalseShare)} false, at most ${counted(targets.maxReview, "pair")} to review.`,
          ),
        ]),
  ];
}

function classTable(classes: Model["classes"]): string {
  const rows = classes.map(({ name, place, action, falseShare, estimate }) => [
    actionSigns[action],
    briefName(name),
    briefPlace(place),
    ...(estimate === undefined
      ? []
      : [count(estimate.open), `${expected(estimate.openFalse)} ${interval([estimate.openLow, estimate.openHigh])}`]),
    rate(falseShare),
    signed(logOdds(1 - falseShare)),
  ]);
  const estimated = classes.some(({ estimate }) => estimate !== undefined);
  return textTable(rows, ["", "surname", "postcode", ...(estimated ? ["pairs", "two people"] : []), "false", "weight"]);
}

function interval([low, high]: readonly [number, number]): string {
  return `(${expected(low)}-${expected(high)})`;
}

function signed(weight: number): string {
  return `${weight < 0 ? "-" : "+"}${Math.abs(weight).toFixed(1)}`;
}
