import { counted } from "../figures.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";
import { assumptions, methodWords } from "./model-name.ts";
import { totalsText } from "./model-text.ts";
import type { ShownModel } from "./shown-model.ts";

/** What a calibration found, and what comes next. */
export function calibrationText(model: ShownModel): string {
  const { version, method, inForce, classes, totals } = model;
  const counts = classes.reduce((sum, { estimate }) => sum + (estimate?.pairs ?? 0), 0);
  return [
    paragraph(
      `Made model ${version} from ${counted(counts, "pair")} of patients who share something: ${methodWords[method]}.`,
    ),
    paragraph(assumptions[method]),
    ...totalsText(model),
    ...(totals!.link.pairs === 0 ? [paragraph("No pair links: no class is sure enough for what was asked.")] : []),
    inForce
      ? `${version} is in force from the next run on; koppel relink links everything\nagain under it now.`
      : `It changes nothing yet. Next:\n${textTable(steps(version))}`,
  ].join("\n\n");
}

function steps(version: string): string[][] {
  return [
    [`koppel model show ${version}`, "what it does with each class"],
    [`koppel model diff ${version}`, "what it would change"],
    [`koppel model use ${version}`, "in force from the next run on"],
    ["koppel relink", "link everything again under it"],
  ];
}
