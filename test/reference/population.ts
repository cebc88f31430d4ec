import { createHash } from "node:crypto";

import { catalogue, typesByName, type PseudonymType, type Purpose } from "@koppel/pseudonym";
import * as fc from "fast-check";

import { recordKey } from "../../packages/core/src/evidence/record-key.ts";
import { defaultModel } from "../../packages/core/src/model/default-model.ts";
import type { Model } from "../../packages/core/src/model/model.ts";
import type { PlainRecord } from "./record.ts";

/** Providers of the populations, by number. */
export const providers = ["H1", "H2", "H3"];

/** A type of six letters, so that levels do not come from the ten types alone. */
const mNGG: PseudonymType = { name: "mNGG", inputs: { name: 6, date: 1, sex: 1 }, purpose: "individual" };

/** The types of a table: a catalogue in its own order. */
const tables = [
  typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG", "A"]),
  catalogue.filter(({ name }) => name !== "MRN"),
  [...typesByName(["GG", "B", "NGGV", "sNGG", "RGG"]), mNGG],
];

/** A table to link in: its types, the purposes it gave them, and its model. */
export interface Table {
  readonly types: readonly PseudonymType[];
  readonly purposes: Readonly<Record<string, Purpose>>;
  readonly model: Model;
}

const shareOf = fc.constantFrom(0.0001, 0.001, 0.02, 0.1, 0.3, 0.6, 0.9);

const randomModel: fc.Arbitrary<Model> = fc.record({
  version: fc.constant("random"),
  origin: fc.constant("a property test"),
  method: fc.constant("default"),
  margin: fc.constantFrom(0, 1, 3, 8),
  classes: fc.array(
    fc.record({
      name: fc.constantFrom(
        "name8+initial",
        "name8?initial",
        "name8-initial",
        "name4+initial",
        "name4?initial",
        "name4-initial",
        "name6+initial",
        "name6?initial",
        "name-differs",
        "name-missing",
      ),
      place: fc.constantFrom("place6", "place4", "place-differs", "place-missing"),
      side: fc.constantFrom("other-provider", "other-provider", "same-provider", "no-number"),
      action: fc.constantFrom("link", "link", "link", "review", "review", "apart"),
      falseShare: shareOf,
    }),
    { minLength: 1, maxLength: 30, size: "max" },
  ),
  elseFalseShare: fc.constantFrom(0.3, 0.6, 0.98),
  sameNumberFalseShare: fc.constantFrom(0.0001, 0.01),
  placeholderLimit: fc.constantFrom(2, 3, 200, 200),
});

/** Tables with the shipped model and with random ones, and with the postcode type for both of its purposes. */
export const table: fc.Arbitrary<Table> = fc.record({
  types: fc.constantFrom(...tables),
  purposes: fc.constantFrom<Table["purposes"]>({}, { C: "individual" }),
  model: fc.oneof(fc.constant<Model>({ ...defaultModel, placeholderLimit: 200 }), randomModel),
});

const maybe = <T>(one: fc.Arbitrary<T>, weight: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight, arbitrary: one }, { weight: 1, arbitrary: fc.constant(undefined) });

/** Few of everything, so that names, numbers and places meet: families of names share four letters, or six. */
const components: fc.Arbitrary<Components> = fc.record({
  registry: fc.constantFrom("heart", "heart", "lung"),
  provider: fc.constantFrom(...providers),
  mrn: maybe(fc.constantFrom("1", "2", "3"), 4),
  birth: maybe(fc.constantFrom("1961-05-05 V", "1961-05-05 V", "1961-05-05 V", "1987-11-30 M"), 12),
  name: maybe(fc.constantFrom("JANSENAA", "JANSENBB", "JANSMACC", "BAKKERAA"), 8),
  initial: maybe(fc.constantFrom("A", "A", "B"), 4),
  postcode: maybe(fc.constantFrom("1234AB", "1234AC", "9876ZX"), 4),
  bsn: fc.constantFrom(undefined, undefined, "100", "200"),
});

/** What a made-up record says. */
export interface Components {
  readonly registry: string;
  readonly provider: string;
  readonly mrn: string | undefined;
  readonly birth: string | undefined;
  readonly name: string | undefined;
  readonly initial: string | undefined;
  readonly postcode: string | undefined;
  readonly bsn: string | undefined;
}

/** Records for these types, fewest first when shrunk; the registry "lung" delivers no type of full letters and, at times, no anchor. */
export function population(types: readonly PseudonymType[]): fc.Arbitrary<PlainRecord[]> {
  const few = fc.constantFrom(
    types.filter(({ inputs }) => inputs.name !== 8),
    types.filter(({ inputs }) => inputs.postcode === undefined),
    types.filter(({ name }) => name !== "GG"),
  );
  return fc
    .tuple(few, fc.array(components, { minLength: 1, maxLength: 14, size: "max" }))
    .map(([lung, people]) =>
      people.map((person, i) => plainRecord(person, String(i), person.registry === "lung" ? lung : types)),
    );
}

/** A record of a person, with the values that its components make. */
export function plainRecord(person: Components, recordId: string, types: readonly PseudonymType[]): PlainRecord {
  const { registry, provider, mrn } = person;
  const values = types.flatMap((type) => {
    const text = canonicalText(type, person);
    return text === undefined ? [] : [[type.name, text] as const];
  });
  const key = words(recordKey(registry, provider, recordId));
  return { name: `${registry} ${provider} ${recordId}`, key, provider, mrn, values: Object.fromEntries(values) };
}

/** What a pseudonym is made of; a missing component leaves out every type made of it. */
function canonicalText(
  { inputs }: PseudonymType,
  { birth, name, initial, postcode, bsn }: Components,
): string | undefined {
  const parts: (string | undefined)[] = [];
  if (inputs.bsn !== undefined) parts.push(bsn);
  if (inputs.date !== undefined) parts.push(birth);
  if (inputs.name !== undefined) parts.push(name?.slice(0, inputs.name));
  if (inputs.initial !== undefined) parts.push(initial);
  if (inputs.postcode !== undefined) parts.push(postcode?.slice(0, inputs.postcode));
  return parts.includes(undefined) ? undefined : parts.join("|");
}

/** The 16 bytes that stand for a text, spread evenly as pseudonyms are. */
export function pseudonym(type: string, text: string): Uint32Array {
  const known = pseudonyms.get(`${type}|${text}`);
  if (known !== undefined) return known;
  const bytes = new Uint8Array(createHash("sha256").update(`${type}|${text}`).digest());
  const value = new Uint32Array(bytes.buffer, 0, 4);
  pseudonyms.set(`${type}|${text}`, value);
  return value;
}

const pseudonyms = new Map<string, Uint32Array>();

/** A record key as a text that sorts as the linker sorts keys: by 32-bit words. */
function words(key: Uint8Array): string {
  const values = new Uint32Array(key.slice().buffer);
  return Array.from(values, (word) => word.toString(16).padStart(8, "0")).join("");
}
