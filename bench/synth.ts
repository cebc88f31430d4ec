// Measures what a synthetic population does to linkage keys: which pairs of local patients of different hospitals agree
// on what, and how many of those pairs are one person. Run: node -C dev bench/synth.ts [persons] [seed] [profile]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { typesByName } from "@koppel/pseudonym";
import { writeDeliveries } from "@koppel/synth";

const [persons = 200_000, seed = 1] = process.argv.slice(2, 4).map(Number);
const profile = process.argv[4] === "children" ? "children" : "general";
const types = typesByName(["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"]);
const GG = 6;

/** A local patient: provider and patient number, with every value it was ever delivered with. */
interface LocalPatient {
  readonly person: number;
  readonly provider: number;
  readonly values: Set<string>[];
}

const dir = mkdtempSync(join(tmpdir(), "koppel-synth-"));
const patients = new Map<string, LocalPatient>();
try {
  const made = await writeDeliveries(dir, { persons, providers: 12, seed, profile, registry: "BENCH", types });
  console.log(`${made.records} records of ${persons} persons in ${made.seconds.toFixed(1)} s`);
  const truth = new Map<string, number>();
  for (const line of lines(made.truth)) {
    const [, record, person] = line.split(",");
    truth.set(record!, Number(person));
  }
  for (const [provider, file] of made.files.entries()) {
    for (const line of lines(file)) {
      const [record, mrn, , ...values] = line.split(",");
      const key = mrn === "" ? record! : mrn!;
      let patient = patients.get(key);
      if (patient === undefined) {
        patient = { person: truth.get(record!)!, provider, values: types.map(() => new Set()) };
        patients.set(key, patient);
      }
      for (const [t, value] of values.entries()) if (value !== "") patient.values[t]!.add(value.slice(0, 14));
    }
  }
} finally {
  rmSync(dir, { recursive: true });
}

function lines(file: string): string[] {
  return readFileSync(file, "latin1").trimEnd().split("\n").slice(1);
}

const groups = new Map<string, LocalPatient[]>();
for (const patient of patients.values()) {
  for (const value of patient.values[GG]!) {
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [patient]);
    else group.push(patient);
  }
}

const common = (a: LocalPatient, b: LocalPatient, type: number): string[] =>
  [...a.values[type]!].filter((value) => b.values[type]!.has(value));
const agree = (a: LocalPatient, b: LocalPatient, type: number): boolean => common(a, b, type).length > 0;

function patternOf(a: LocalPatient, b: LocalPatient): string {
  const initial = (type: number): string =>
    agree(a, b, type)
      ? "+ initial"
      : a.values[type]!.size > 0 && b.values[type]!.size > 0
        ? "initial differs"
        : "initial missing";
  const name = agree(a, b, 2) ? `name 8 ${initial(0)}` : agree(a, b, 3) ? `name 4 ${initial(1)}` : "name differs";
  return `${name}, ${agree(a, b, 4) ? "PC6 same" : agree(a, b, 5) ? "PC4 same" : "place differs"}`;
}

const counts = new Map<string, { same: number; other: number }>();
let withinSame = 0;
let patterned = 0;
for (const [value, group] of groups) {
  for (let i = 0; i < group.length; i++) {
    for (let j = i + 1; j < group.length; j++) {
      const [a, b] = [group[i]!, group[j]!];
      // A pair that meets in two groups counts once.
      if (value !== common(a, b, GG).sort()[0]) continue;
      if (a.provider === b.provider) {
        if (a.person === b.person) withinSame++;
        continue;
      }
      const pattern = patternOf(a, b);
      const count = counts.get(pattern) ?? { same: 0, other: 0 };
      counts.set(pattern, count);
      if (a.person === b.person) count.same++;
      else count.other++;
      if (a.person === b.person) patterned++;
    }
  }
}

const byPerson = Map.groupBy(patients.values(), ({ person }) => person);
let across = 0;
for (const own of byPerson.values()) {
  for (let i = 0; i < own.length; i++) {
    for (let j = i + 1; j < own.length; j++) if (own[i]!.provider !== own[j]!.provider) across++;
  }
}
console.log(
  `${patients.size} local patients; ${across} true pairs across providers, ${withinSame} within (two numbers); ` +
    `date or sex differs in ${(((across - patterned) / across) * 100).toFixed(2)} % of the true pairs`,
);
console.table(
  [...counts]
    .map(([pattern, { same, other }]) => ({
      pattern,
      true: same,
      "% of true": Number(((same / across) * 100).toFixed(2)),
      false: other,
    }))
    .sort((a, b) => b.true - a.true),
);
