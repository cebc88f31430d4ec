import { percent } from "../../figures.ts";
import { falseSharePlot } from "../false-share-plot.ts";
import type { ModelClass, Report } from "../report.ts";
import type { Part, Section } from "../section.ts";

/** The model in force: what it does with each class, and how far it believes it. */
export function modelClasses({ model: { version, origin, classes } }: Report): Section {
  const bySide = Map.groupBy(classes, ({ side }) => side);
  return {
    heading: "The model in force",
    parts: [
      `Model ${version}: ${origin}.`,
      `The false share is the estimated share of pairs of a class that are two people. Classes not listed keep two patients \
apart. A class in which only types agree that may corroborate but not carry a link goes to review at most.`,
      ...[...bySide].flatMap(([side, own]) => sideParts(titles[side] ?? side, own)),
    ],
  };
}

const titles: Record<string, string> = {
  "other-provider": "Two hospitals",
  "same-provider": "One hospital gave two numbers",
  "no-number": "Without a patient number",
};

function sideParts(side: string, classes: readonly ModelClass[]): Part[] {
  const caption = `${side}: false share by class`;
  const estimated = classes.some(({ interval }) => interval !== null);
  return [
    {
      caption: side,
      head: ["name", "place", "action", "false share", ...(estimated ? ["from", "to"] : [])],
      rows: classes.map(({ name, place, action, falseShare, interval }) => [
        name,
        place,
        action,
        percent(falseShare),
        ...(estimated ? (interval?.map(percent) ?? ["", ""]) : []),
      ]),
    },
    { caption, svg: falseSharePlot(classes, caption) },
  ];
}
