import { briefName, briefPlace, sideTitles } from "../../class-words.ts";
import { count, rate } from "../../figures.ts";
import { assumptions } from "../../model/model-name.ts";
import { falseSharePlot } from "../false-share-plot.ts";
import type { ModelClass, Report } from "../report.ts";
import type { Part, Section } from "../section.ts";

/** The model in force: where it comes from, what it does with each class, and how far it believes it. */
export function modelClasses({ model }: Report): Section {
  const { version, origin, method, linkedUnder, classes } = model;
  const listed = classes.filter(({ pairs }) => pairs !== 0).toSorted((a, b) => a.falseShare - b.falseShare);
  const left = classes.length - listed.length;
  return {
    heading: "The model in force",
    parts: [
      `Model ${version}: ${origin}.`,
      ...(linkedUnder === version
        ? []
        : [`The links stand under model ${linkedUnder} until everything is linked again.`]),
      assumptions[method],
      ...targetParts(model),
      `The false share is the estimated share of pairs of a class that are two people, with its 95 % interval where the table \
was counted and has at least ten such pairs. Surname: how many letters agree, and what the initials say. Classes not listed keep two \
patients apart${left === 0 ? "" : `; ${count(left)} more, without any pair yet, are left out here`}. A class in which only types \
agree that may corroborate but not carry a link goes to review at most.`,
      ...Object.entries(sideTitles).flatMap(([side, title]) =>
        sideParts(
          title,
          listed.filter((own) => own.side === side),
        ),
      ),
    ],
  };
}

function targetParts({ targets, falseLinks }: Report["model"]): string[] {
  const found =
    falseLinks === null ? "" : `Of all pairs that link, ${rate(falseLinks)} are expected to be two people. `;
  if (targets === null) return found === "" ? [] : [found];
  return [
    `${found}Asked for: at most ${rate(targets.maxFalseShare)} of all links false, at most ${count(targets.maxReview)} pairs to review.`,
  ];
}

function sideParts(side: string, classes: readonly ModelClass[]): Part[] {
  if (classes.length === 0) return [];
  const caption = `${side}: false share by class`;
  const counted = classes.some(({ pairs }) => pairs !== null);
  return [
    {
      caption: side,
      head: [
        "surname",
        "postcode",
        "action",
        ...(counted ? ["pairs"] : []),
        "false share",
        ...(counted ? ["from", "to"] : []),
      ],
      rows: classes.map(({ name, place, action, falseShare, pairs, interval }) => [
        briefName(name),
        briefPlace(place),
        action,
        ...(counted ? [pairs ?? ""] : []),
        rate(falseShare),
        ...(counted ? (interval?.map(rate) ?? ["", ""]) : []),
      ]),
    },
    { caption, svg: falseSharePlot(classes, caption) },
  ];
}
