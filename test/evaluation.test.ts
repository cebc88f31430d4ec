import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { LinkTable, type Evaluation } from "@koppel/core";
import { keyCheck, typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";
import { afterAll, beforeAll, expect, test } from "vitest";

import { SqliteStore } from "../packages/core/src/store/sqlite-store.ts";
import { evaluateTable } from "../packages/core/src/table/evaluation.ts";
import { OpenTable } from "../packages/core/src/table/open-table.ts";
import { WorkerPool } from "../packages/core/src/workers/pool.ts";
import { SOURCE_KEY } from "./support/patients.ts";
import { makeRing, TestTable } from "./support/tables.ts";

/** A local patient, put together from the files alone. */
interface Patient {
  readonly provider: string;
  readonly numbered: boolean;
  readonly group: string;
  /** By type, all values it ever had. */
  readonly values: Map<string, Set<string>>;
  /** Numbers of true persons, in order of appearance in the truth. */
  readonly truths: number[];
  person: number;
}

const TYPES = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];
const folder = mkdtempSync(join(tmpdir(), "koppel-evaluation-"));
const patients = new Map<string, Patient>();
let evaluation: Evaluation;

const rowsOf = (path: string): Record<string, string>[] => {
  const [head, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((field, f) => [names[f], field])));
};

beforeAll(async () => {
  const types = typesByName(TYPES);
  const made = await writeDeliveries(folder, {
    persons: 6000,
    providers: 4,
    seed: 5,
    registry: "R",
    types,
  });
  const ring = await makeRing(join(folder, "keys"));
  const path = join(folder, "koppel.db");
  const table = LinkTable.create({ path, ring, threads: 1, sourceCheck: keyCheck(SOURCE_KEY) });
  table.addRegistry({ name: "R", types: TYPES });
  const providers = made.files.map((file) => basename(file, ".delivery.csv"));
  for (const provider of providers) table.addProvider(provider);
  await table.link(made.files);
  await table.close();

  // Records of one patient number that the truth has as two people.
  const rows = rowsOf(made.truth).map((row, i, all) =>
    i % 40 === 0 ? { ...row, person: all[(i * 3) % all.length].person } : row,
  );
  const truthPath = join(folder, "mixed.csv");
  writeFileSync(
    truthPath,
    ["provider,record_id,person", ...rows.map((row) => `${row.provider},${row.record_id},${row.person}`)].join("\n"),
  );

  const pool = new WorkerPool(2);
  const open = new TestTable(new OpenTable(SqliteStore.open(path), ring, pool));
  evaluation = await evaluateTable(open.open, truthPath, {});
  const personOf = new Map(open.content().persons.flatMap((own, i) => own.map((name) => [name, i] as const)));
  open.close();
  await pool.close();

  const numbers = new Map([...new Set(rows.map(({ person }) => person))].map((person, i) => [person, i]));
  const truth = new Map(rows.map((row) => [`${row.provider} ${row.record_id}`, numbers.get(row.person)!]));
  for (const [i, provider] of providers.entries()) {
    for (const row of rowsOf(made.files[i])) {
      const name = `${provider} ${row.record_id}`;
      const key = row.mrn === "" ? name : `${provider}|${row.mrn}|${row.GG}`;
      const known: Patient = patients.get(key) ?? {
        provider,
        numbered: row.mrn !== "",
        group: row.GG,
        values: new Map(TYPES.map((type) => [type, new Set()])),
        truths: [],
        person: personOf.get(`R ${name}`)!,
      };
      known.truths.push(truth.get(name)!);
      for (const type of TYPES) if (row[type] !== "") known.values.get(type)!.add(row[type]);
      patients.set(key, known);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const trueOf = ({ truths }: Patient): number =>
  [...Map.groupBy(truths, (person) => person)].toSorted((a, b) => b[1].length - a[1].length || a[0] - b[0])[0][0];

/** Pairs that are one person, by the truth or in the table, or stand in one birth group. */
function pairs(): { a: Patient; b: Patient; same: boolean; across: boolean }[] {
  const all = [...patients.values()];
  const persons = all.map(trueOf);
  const found: ReturnType<typeof pairs> = [];
  for (const [i, a] of all.entries()) {
    for (let j = i + 1; j < all.length; j++) {
      const b = all[j];
      const same = persons[i] === persons[j];
      if (!same && a.person !== b.person && a.group !== b.group) continue;
      found.push({ a, b, same, across: !a.numbered || !b.numbered || a.provider !== b.provider });
    }
  }
  return found;
}

test("pairs of local patients are those that looking at every pair of the files gives", () => {
  const all = pairs().filter(({ a, b, same }) => same || a.person === b.person);
  const count = (own: typeof all): object => ({
    true: own.filter(({ same }) => same).length,
    linked: own.filter(({ a, b }) => a.person === b.person).length,
    correct: own.filter(({ a, b, same }) => same && a.person === b.person).length,
  });
  expect(evaluation.localPatients).toBe(patients.size);
  expect(evaluation.patients).toMatchObject(count(all));
  const across = all.filter((pair) => pair.across);
  expect(evaluation.patients.acrossProviders).toMatchObject(count(across));
  // Something of every kind is there to be counted.
  expect(across.length).toBeLessThan(all.length);
  expect(all.some(({ a, b, same }) => same && a.group !== b.group)).toBe(true);
});

test("every pair that shares a value is counted in its class, linked or not", () => {
  const together = pairs().filter(({ a, b, across }) => across && a.group !== "" && a.group === b.group);
  const share = ({ a, b }: { a: Patient; b: Patient }, type: string): boolean =>
    [...a.values.get(type)!].some((value) => b.values.get(type)!.has(value));
  const count = (holds: (pair: (typeof together)[number]) => boolean): object => {
    const own = together.filter(holds);
    return { pairs: own.length, correct: own.filter(({ same }) => same).length };
  };
  const counted = (level: string): object => {
    const own = evaluation.thresholds.classes.filter((found) => found.class.split(" ").includes(level));
    return {
      pairs: own.reduce((sum, found) => sum + found.pairs, 0),
      correct: own.reduce((sum, found) => sum + found.correct, 0),
    };
  };
  expect(counted("place6")).toEqual(count((pair) => share(pair, "C")));
  expect(counted("place4")).toEqual(count((pair) => share(pair, "RGG") && !share(pair, "C")));
  expect(counted("name8+initial")).toEqual(count((pair) => share(pair, "NGGV")));
  const { classes, curve, true: all } = evaluation.thresholds;
  expect(curve.at(-1)).toMatchObject(count((pair) => TYPES.some((type) => type !== "GG" && share(pair, type))));
  expect(all).toBe(evaluation.patients.acrossProviders.true);
  // No type that the model acts on brings these together.
  expect(classes.find((found) => found.class === "name-differs place4 other-provider")).toMatchObject({
    action: "apart",
  });
  expect(classes.find((found) => found.class === "name-differs place6 other-provider")).toMatchObject({
    action: "review",
    mayLink: false,
  });
});

test("perfect review finds more and the oracle within the purposes less", () => {
  const { acrossProviders } = evaluation.patients;
  expect(acrossProviders.withPerfectReview.recall).toBeGreaterThan(acrossProviders.recall);
  expect(evaluation.review.reduce((sum, { same, different }) => sum + same + different, 0)).toBe(evaluation.cases);
  const { oracle, boundOracle } = evaluation.thresholds;
  expect(boundOracle.at(-1)!.recall).toBeLessThan(oracle.at(-1)!.recall);
  expect(oracle.at(-1)!.recall).toBeLessThan(1);
});
