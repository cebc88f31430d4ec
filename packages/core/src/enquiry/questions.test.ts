import { describe, expect, it } from "vitest";

import { questionsOf, type AskedPatient } from "./questions.ts";
import { answerOf, topicOf } from "./topic.ts";

const patient = (person: number, number: string): AskedPatient => ({
  person,
  handle: `${person}-${number}`,
  partition: 0,
  number,
  registry: "NKKR",
  sealed: number,
});
const ask = (patients: readonly AskedPatient[], patternClass = "name8-initial place6 other-provider"): unknown[] =>
  questionsOf({ id: 7, class: patternClass }, patients).map((question) => [
    question.case,
    question.topic,
    question.patients.map(({ number }) => number),
  ]);

describe("a hospital is asked", () => {
  it("about every two of its patients that are in different persons, one for each person", () => {
    expect(ask([patient(1, "a"), patient(1, "a2"), patient(2, "b"), patient(3, "c")])).toEqual([
      [7, "same-patient", ["a", "b"]],
      [7, "same-patient", ["a", "c"]],
      [7, "same-patient", ["b", "c"]],
    ]);
  });

  it("nothing about one number that stands in two birth groups, nor without a patient of its own", () => {
    expect(ask([patient(1, "a"), patient(2, "a")])).toEqual([]);
    expect(ask([])).toEqual([]);
  });

  it("what its files know of the difference, where it has patients in one person", () => {
    expect(ask([patient(1, "a"), patient(1, "a2")])).toEqual([[7, "twin", ["a"]]]);
    expect(ask([patient(1, "a")], "name8+initial place6 other-provider")).toEqual([]);
  });
});

it("a topic follows from what the strongest pair differs in", () => {
  const topics = {
    "name8-initial place6 other-provider": "twin",
    "name4-initial place4 no-number": "twin",
    "name8-initial place-differs other-provider": "other-initial",
    "name-differs place6 other-provider": "other-name",
    "name4+initial place4 other-provider": "other-name",
    "name8?initial place-differs other-provider": "other-address",
    "name8?initial place-missing other-provider": null,
    "name-missing place6 other-provider": null,
    bridge: null,
  };
  expect(Object.fromEntries(Object.keys(topics).map((name) => [name, topicOf(name)]))).toEqual(topics);
});

it("an answer is Dutch or English, in capitals or not", () => {
  expect(["Ja", " NEE ", "onbekend", "yes", "no", "Unknown", "", "j"].map((word) => answerOf(word) ?? "none")).toEqual([
    "yes",
    "no",
    "unknown",
    "yes",
    "no",
    "unknown",
    "none",
    "none",
  ]);
});
