import type { Cell, Counts } from "./cells.ts";
import { falseByDecoys, falseByModel } from "./false-links.ts";
import { missedByCapture, missedByVariation } from "./missed-links.ts";

/** A figure of the quality panel: how it is reckoned, and what it rests on. */
export interface Definition {
  readonly name: string;
  /** What is counted, and what it is measured against. */
  readonly title: string;
  readonly of: string;
  /** One sentence. */
  readonly assumes: string;
  /** Where the interval comes from: a share that was counted, a count against what chance makes, or an estimate. */
  readonly kind: "share" | "ratio" | "estimate";
  /** The count; NaN where the table cannot tell. */
  count(counts: Counts, table: Counts): number;
  /** What the count is measured against; with `adds` the count comes on top of it. */
  against(counts: Counts): number;
  readonly adds?: true;
  /** What is uncertain beside what the data show, as a variance; the chance of the count itself (Poisson) unless said. */
  variance?(counts: Counts): number;
}

const allLinked = (counts: Counts): number => counts.linked + counts.linkedBeyond;

/** A plain share of local patients. */
function shareOf(cell: Cell, group: Cell, words: Pick<Definition, "name" | "title" | "of" | "assumes">): Definition {
  return { ...words, kind: "share", count: (counts) => counts[cell], against: (counts) => counts[group] };
}

const patients = "local patients";
const complete = "Nothing is assumed of those who are not delivered at all.";
const asked = "A case is one question: a local patient in several counts once in each kind.";

const falseLinks: readonly Definition[] = [
  {
    name: "false-links",
    title: "false links, by the model",
    of: "linked pairs",
    assumes:
      "The model's false shares hold in this table, and what hospitals told apart by their numbers is rightly apart.",
    kind: "estimate",
    count: (counts) => falseByModel(counts),
    against: allLinked,
    // Classes are off in the same direction at worst.
    variance: ({ expectedFalse, expectedOff }) => expectedFalse + expectedOff ** 2,
  },
  {
    name: "false-links-decoys",
    title: "false links, by decoys",
    of: "linked pairs",
    assumes:
      "Hospitals tell two look-alikes apart independently of each other; pairs in dispute count with them, and twins who go everywhere together are too few.",
    kind: "estimate",
    count: falseByDecoys,
    against: allLinked,
  },
];

const missedLinks: readonly Definition[] = [
  {
    name: "missed-links-capture",
    title: "missed within birth groups",
    of: "true pairs within birth groups, those missed included",
    assumes: "Name and postcode fail independently; an error in birth date or sex is outside.",
    kind: "estimate",
    count: missedByCapture,
    against: ({ linked }) => linked,
    adds: true,
  },
  {
    name: "missed-links-variation",
    title: "missed in all",
    of: "true pairs, those missed included",
    assumes:
      "A slip in birth date or sex is corrected as often as one in spelling, and name and postcode fail independently; pairs that agree in nothing are counted too low where names change without ever being corrected.",
    kind: "estimate",
    count: missedByVariation,
    against: allLinked,
    adds: true,
  },
  {
    name: "missed-links-waiting",
    title: "of these, waiting in cases",
    of: "true pairs that were compared",
    assumes: "The model's false shares hold for pairs that it leaves open and no hospital tells apart.",
    kind: "estimate",
    count: ({ waiting }) => waiting,
    against: ({ linked }) => linked,
    adds: true,
  },
];

const missing: readonly Definition[] = [
  shareOf("unlinkable", "localPatients", {
    name: "unlinkable",
    title: "cannot be linked at all",
    of: patients,
    assumes: `Lacks a birth group, or both name and postcode. ${complete}`,
  }),
  shareOf("noBirthGroup", "localPatients", {
    name: "no-birth-group",
    title: "no birth date or sex",
    of: patients,
    assumes: complete,
  }),
  shareOf("noName", "localPatients", { name: "no-name", title: "no name", of: patients, assumes: complete }),
  shareOf("noPlace", "localPatients", {
    name: "no-place",
    title: "no postcode",
    of: patients,
    assumes: complete,
  }),
  shareOf("noNumber", "localPatients", {
    name: "no-number",
    title: "no patient number",
    of: patients,
    assumes: `Records without a number are local patients of their own. ${complete}`,
  }),
];

const implausible: readonly Definition[] = [
  {
    name: "same-day",
    title: "on one day at two hospitals",
    of: "expected by chance",
    assumes:
      "Visits one to four weeks apart show how often two dates meet by chance; linked strangers meet as often, one person hardly ever but for transfers.",
    kind: "ratio",
    count: ({ sameDay }) => sameDay,
    against: ({ weeksApart }) => weeksApart,
  },
  shareOf("overBirthGroups", "together", {
    name: "two-birth-groups",
    title: "two birth dates or sexes",
    of: "local patients linked with another",
    assumes:
      "One patient number is one patient, so these are corrections; a hospital that gives numbers again shows here.",
  }),
  shareOf("inLargePersons", "together", {
    name: "large-persons",
    title: "in persons of more than ten",
    of: "local patients linked with another",
    assumes: "Hardly anybody is registered in more than ten places.",
  }),
];

const review: readonly Definition[] = [
  shareOf("inReview", "localPatients", { name: "in-review", title: "in an open case", of: patients, assumes: asked }),
  ...(["grey", "rivals", "twin", "duplicate-number", "contradiction", "bridge"] as const).map((kind) =>
    shareOf(`inReview:${kind}`, "localPatients", {
      name: `in-review-${kind}`,
      title: `case: ${kind}`,
      of: patients,
      assumes: asked,
    }),
  ),
];

/** All figures, in the order in which they are shown. */
export const definitions: readonly Definition[] = [
  ...falseLinks,
  ...missedLinks,
  ...missing,
  ...implausible,
  ...review,
];
