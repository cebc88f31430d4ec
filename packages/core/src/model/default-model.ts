import type { Model } from "./model.ts";
import type { Side } from "./pattern.ts";

type Row = readonly [name: string, place: string, action: "link" | "review", falseShare: number];

const acrossProviders: readonly Row[] = [
  ["name8+initial", "place6", "link", 0.0001],
  ["name8+initial", "place4", "link", 0.0005],
  ["name8+initial", "place-differs", "link", 0.003],
  ["name8+initial", "place-missing", "link", 0.0008],
  ["name8?initial", "place6", "link", 0.003],
  ["name8?initial", "place4", "review", 0.01],
  ["name8?initial", "place-differs", "review", 0.06],
  ["name8?initial", "place-missing", "review", 0.01],
  ["name8-initial", "place6", "link", 0.07],
  ["name8-initial", "place4", "review", 0.2],
  ["name8-initial", "place-differs", "review", 0.52],
  ["name8-initial", "place-missing", "review", 0.3],
  ["name4+initial", "place6", "link", 0.001],
  ["name4+initial", "place4", "review", 0.02],
  ["name4+initial", "place-differs", "review", 0.2],
  ["name4+initial", "place-missing", "review", 0.1],
  ["name4?initial", "place6", "review", 0.005],
  ["name4?initial", "place4", "review", 0.2],
  ["name4-initial", "place6", "review", 0.1],
  ["name4-initial", "place4", "review", 0.7],
  ["name-differs", "place6", "link", 0.004],
  ["name-missing", "place6", "link", 0.004],
];

// Without numbers no hospital that saw both of a pair of twins says so.
const withoutNumber: readonly Row[] = [
  ["name8-initial", "place6", "review", 0.4],
  ["name8-initial", "place4", "review", 0.4],
];

// Two numbers that one provider gave are two people, but for duplicate numbers: a person decides.
const withinProvider: readonly Row[] = [
  ["name8+initial", "place6", "review", 0.1],
  ["name8+initial", "place4", "review", 0.1],
  ["name8+initial", "place-missing", "review", 0.2],
  ["name8+initial", "place-differs", "review", 0.2],
  ["name8?initial", "place6", "review", 0.5],
  ["name4+initial", "place6", "review", 0.2],
  ["name-differs", "place6", "review", 0.3],
  ["name-missing", "place6", "review", 0.3],
];

/** The model a table starts with, before it has learned from its own deliveries. */
export const defaultModel: Model = {
  version: "default-1",
  origin:
    "shipped default, estimated on a synthetic Dutch population of 200,000 persons in 12 hospitals; not calibrated on this table",
  method: "default",
  margin: 3,
  classes: [
    ...acrossProviders.map((row) => toClass(row, "other-provider")),
    ...withoutNumber.map((row) => toClass(row, "no-number")),
    ...withinProvider.map((row) => toClass(row, "same-provider")),
  ],
  elseFalseShare: 0.98,
  sameNumberFalseShare: 0.0001,
  placeholderLimit: 200,
};

function toClass([name, place, action, falseShare]: Row, side: Side): Model["classes"][number] {
  return { name, place, side, action, falseShare };
}
