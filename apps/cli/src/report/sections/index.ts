import type { SectionMaker } from "../section.ts";
import { againstTruth } from "./against-truth.ts";
import { contents } from "./contents.ts";
import { estimates } from "./estimates.ts";
import { history } from "./history.ts";
import { modelClasses } from "./model-classes.ts";
import { openCases } from "./open-cases.ts";

/** The sections of a report, in the order in which one reads them. */
export const sections: readonly SectionMaker[] = [contents, openCases, estimates, againstTruth, modelClasses, history];
