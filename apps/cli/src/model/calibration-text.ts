import { counted } from "../figures.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";
import { assumptions, methodWords } from "./model-name.ts";
import { totalsText } from "./model-text.ts";
import type { ShownModel } from "./shown-model.ts";

/** What a calibration found, and what comes next. */
export function calibrationText(model: ShownModel): string {
  const { version, method, inForce, classes } = model;
  const counts = classes.reduce((sum, { estimate }) => sum + (estimate?.pairs ?? 0), 0);
  return [
    paragraph(
      `Made model ${version} from ${counted(counts, "pair")} of patients who share something: ${methodWords[method]}.`,
    ),
    paragraph(assumptions[method]),
    ...totalsText(model),
    ...warnings(model),
    inForce
      ? `${version} is in force from the next run on; koppel relink links everything\nagain under it now.`
      : `It changes nothing yet. Next:\n${textTable(steps(version))}`,
  ].join("\n\n");
}

/** What an operator would not expect: that nothing links, and that pairs worth a look are not looked at. */
function warnings({ version, classes, targets, totals }: ShownModel): string[] {
  const unlooked = classes.filter(
    ({ action, falseShare, estimate }) => action === "apart" && falseShare < WORTH_A_LOOK && (estimate?.open ?? 0) > 0,
  );
  const pairs = unlooked.reduce((sum, { estimate }) => sum + estimate!.open, 0);
  return [
    ...(totals!.link.pairs === 0
      ? [`WARNING: no pair links, for no class is sure enough for what was asked. Under ${version} all links would go.`]
      : []),
    ...(pairs > 0
      ? [
          `${counted(pairs, "pair")} of ${unlooked.length === 1 ? "one class" : `${unlooked.length} classes`} would be worth a look, but ${targets!.maxReview} to review are not enough for them: they stay apart. A larger --max-review takes them in.`,
        ]
      : []),
  ].map(paragraph);
}

/** Share of two people above which a class is not reviewed in any case. */
const WORTH_A_LOOK = 0.9;

function steps(version: string): string[][] {
  return [
    [`koppel model show ${version}`, "what it does with each class"],
    [`koppel model diff ${version}`, "what it would change"],
    [`koppel model use ${version}`, "in force from the next run on"],
    ["koppel relink", "link everything again under it"],
  ];
}
