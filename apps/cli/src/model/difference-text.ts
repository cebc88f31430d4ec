import { briefName, briefPlace, sideTitles } from "../class-words.ts";
import { count, counted, rate } from "../figures.ts";
import { textTable } from "../text-table.ts";
import type { ClassDifference } from "./model-difference.ts";

/** What two models do otherwise, class by class; classes without a pair are only counted. */
export function differenceText(classes: readonly ClassDifference[]): string {
  const changed = classes.filter(({ from, to }) => from.action !== to.action);
  const met = changed.filter(({ pairs }) => pairs !== 0);
  const bySide = Map.groupBy(met, ({ side }) => side);
  const left = changed.length - met.length;
  return [
    changed.length === 0 ? "Both do the same with every class." : "Classes with which they do not do the same:",
    ...[...bySide].map(([side, own]) => `${sideTitles[side] ?? side}\n${differenceTable(own)}`),
    ...(left === 0 ? [] : [`${counted(left, "class", "classes")} without any pair yet: --json has them.`]),
  ].join("\n\n");
}

function differenceTable(classes: readonly ClassDifference[]): string {
  const rows = classes.map(({ name, place, from, to, pairs }) => [
    briefName(name),
    briefPlace(place),
    `${from.action} -> ${to.action}`,
    `${rate(from.falseShare)} -> ${rate(to.falseShare)}`,
    pairs === null ? "" : count(pairs),
  ]);
  return textTable(rows, ["surname", "postcode", "action", "false", "pairs"]);
}
