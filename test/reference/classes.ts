import type { PseudonymType, Purpose } from "@koppel/pseudonym";

import type { Model } from "../../packages/core/src/model/model.ts";

/** Who gave two patients their numbers: two providers, one, or nobody for at least one of them. */
type PlainSide = "other-provider" | "same-provider" | "no-number";

/** What a model makes of a pair of patients. */
export interface PlainClass {
  readonly key: string;
  readonly action: "link" | "review" | "apart";
  readonly weight: number;
  readonly veto: boolean;
  readonly side: PlainSide;
  readonly name: string;
  readonly place: string;
}

/** What two patients say about each other: the types they agree on, and the types both have. */
export interface Agreement {
  readonly agree: readonly PseudonymType[];
  readonly both: readonly PseudonymType[];
  readonly side: PlainSide;
}

/** The class of a pair, from the levels of DESIGN section 5 and the purposes of R5. */
export function plainClass(
  model: Model,
  agreement: Agreement,
  purposeOf: (type: PseudonymType) => Purpose,
): PlainClass {
  const name = nameLevel(agreement);
  const place = placeLevel(agreement);
  const { side } = agreement;
  const serviceNumber = serviceNumberLevel(agreement);
  const knownName = known(model, "name", name);
  const knownPlace = known(model, "place", place);
  const statedFor = (wanted: PlainSide) =>
    model.classes.find((c) => c.name === knownName && c.place === knownPlace && c.side === wanted);
  const others = {
    "other-provider": "no-number",
    "no-number": "other-provider",
    "same-provider": "same-provider",
  } as const;
  const stated = statedFor(side) ?? statedFor(others[side]);

  let action: PlainClass["action"] = stated?.action ?? "apart";
  let falseShare = stated?.falseShare ?? model.elseFalseShare;
  if (serviceNumber === "number-same") {
    action = stated !== undefined && stated.action !== "apart" && side !== "same-provider" ? "link" : "review";
    falseShare = model.sameNumberFalseShare;
  }
  if (serviceNumber === "number-differs") {
    action = "apart";
    falseShare = model.elseFalseShare;
  }
  const carries = agreement.agree.some((type) => purposeOf(type) === "individual");
  if (action === "link" && !carries) action = "review";

  const key = [name, place, serviceNumber, side].filter((level) => level !== "").join(" ");
  const veto = serviceNumber === "number-differs" || (side === "same-provider" && action !== "link");
  return { key, action, weight: logOdds(falseShare), veto, side, name, place };
}

function nameLevel({ agree, both }: Agreement): string {
  const most = Math.max(0, ...agree.map(letters));
  if (most === 0) return both.some((type) => letters(type) > 0) ? "name-differs" : "name-missing";
  // A type of more letters than agree differs anyway, so it says nothing about the initial.
  const telling = both.filter(
    (type) => type.inputs.initial !== undefined && letters(type) > 0 && letters(type) <= most,
  );
  const closest = telling.filter((type) => letters(type) === most);
  const asked = closest.length > 0 ? closest : telling;
  if (asked.length === 0) return `name${most}?initial`;
  return asked.some((type) => agree.includes(type)) ? `name${most}+initial` : `name${most}-initial`;
}

function placeLevel({ agree, both }: Agreement): string {
  const most = Math.max(0, ...agree.map(characters));
  if (most > 0) return `place${most}`;
  return both.some((type) => characters(type) > 0) ? "place-differs" : "place-missing";
}

function serviceNumberLevel({ agree, both }: Agreement): string {
  if (agree.some(isNumber)) return "number-same";
  return both.some(isNumber) ? "number-differs" : "";
}

/** The level itself, or the one with the most letters or characters that the model knows and this level exceeds. */
function known(model: Model, dimension: "name" | "place", level: string): string {
  if (digits(level) === 0) return level;
  const lower = model.classes.map((c) => digits(c[dimension])).filter((p) => p > 0 && p <= digits(level));
  return lower.length === 0 ? level : level.replace(/\d+/, String(Math.max(...lower)));
}

const letters = (type: PseudonymType): number => type.inputs.name ?? 0;
const characters = (type: PseudonymType): number => (type.inputs.date === undefined ? 0 : (type.inputs.postcode ?? 0));
const isNumber = (type: PseudonymType): boolean => type.inputs.bsn !== undefined;
const digits = (text: string): number => Number(/\d+/.exec(text)?.[0] ?? 0);

function logOdds(falseShare: number): number {
  const bounded = Math.min(12, Math.max(-12, Math.log((1 - falseShare) / falseShare)));
  return Math.round(bounded * 64) / 64;
}
