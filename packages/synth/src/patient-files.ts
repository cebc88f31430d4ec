import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { generate } from "./generate.ts";
import { givenNames } from "./given-names.ts";
import { type JobOptions, type PopulationOptions, population } from "./options.ts";
import { TextFile } from "./text-file.ts";
import { type Habits, habits, providerCode } from "./provider.ts";
import { recordedName } from "./recorded-name.ts";
import type { Registration } from "./registration.ts";

/** What was written, and where. */
export interface PatientFiles {
  readonly persons: number;
  readonly records: number;
  /** Codes of the providers, in the order of `files`. */
  readonly providers: string[];
  readonly files: string[];
  /** Path of the truth. */
  readonly truth: string;
  readonly seconds: number;
}

const HEADER =
  "record_id,mrn,birth_name,prefix,given_names,birth_date,sex,postcode,house_number,house_letter,house_addition,bsn,event_date";

/**
 * Writes what each hospital would have: `<PROVIDER>.patients.csv`, in order of month, and `truth.csv` (provider,
 * record_id, person), into a folder that is made where needed. A file appears only when it is complete.
 *
 * @throws RangeError where an option is out of range, and the reason of `signal` when that is aborted.
 * @example await writePatientFiles("data", { persons: 20_000, providers: 5, seed: 1 });
 */
export async function writePatientFiles(dir: string, options: PopulationOptions & JobOptions): Promise<PatientFiles> {
  const start = performance.now();
  const of = population(options);
  mkdirSync(dir, { recursive: true });
  const providers = Array.from({ length: of.providers }, (_, p) => providerCode(p));
  const customs = providers.map((_, p) => habits(of.seed, p));
  const files: TextFile[] = [];
  try {
    const truth = new TextFile(join(dir, "truth.csv"), "provider,record_id,person");
    files.push(truth);
    for (const code of providers) files.push(new TextFile(join(dir, `${code}.patients.csv`), HEADER));
    const records = await generate(of, options, (visit, running) => {
      const code = providers[visit.provider]!;
      const recordId = `${code}-${String(running).padStart(7, "0")}`;
      files[visit.provider + 1]!.line(`${recordId},${patientRow(visit, customs[visit.provider]!)}`);
      truth.line(`${code},${recordId},${visit.person}`);
    });
    for (const file of files) file.finish();
    const paths = files.slice(1).map(({ path }) => path);
    const seconds = (performance.now() - start) / 1000;
    return { persons: of.persons, records, providers, files: paths, truth: truth.path, seconds };
  } finally {
    for (const file of files) file.discard();
  }
}

/** The row of a patient file after its record id, written as the hospital's system does. */
function patientRow(visit: Registration, custom: Habits): string {
  const { home } = visit;
  const mrn = visit.mrn < 0 ? "" : String(visit.mrn).padStart(custom.numberWidth, "0");
  const { prefix, name } = surnameColumns(visit, custom);
  const postcode = visit.hasPostcode
    ? home.digits +
      (custom.postcodeSpace ? " " : "") +
      String.fromCharCode(64 + (home.letters >> 5), 64 + (home.letters & 31))
    : "";
  const bsn = visit.bsn < 0 ? "" : visit.bsn;
  return (
    `${mrn},${name},${prefix},${forenames(visit, custom)},${isoDate(visit.birth)},${custom.sex[visit.sex]},` +
    `${postcode},${home.house},${home.letter},${home.addition},${bsn},${isoDate(visit.event)}`
  );
}

function surnameColumns(visit: Registration, custom: Habits): { prefix: string; name: string } {
  let { prefix, name } = recordedName(visit.surname, visit.slip, visit.slipSeed);
  if (custom.prefix === "front" && prefix !== "" && name !== "") name = `${prefix} ${name}`;
  if (custom.prefix !== "column") prefix = "";
  if (custom.plainLetters) name = plain(name);
  if (custom.upperCase) name = name.toUpperCase();
  return { prefix, name: name.includes(",") ? `"${name}"` : name };
}

function plain(text: string): string {
  return text.replaceAll("ı", "i").normalize("NFD").replaceAll(/\p{M}/gu, "");
}

function forenames({ given, second }: Registration, custom: Habits): string {
  if (given < 0) return "";
  const first = givenNames[given]!;
  const other = second < 0 ? "" : givenNames[second]!;
  if (custom.givenNames === "initials") return other === "" ? `${first[0]}.` : `${first[0]}.${other[0]}.`;
  return other === "" || custom.givenNames === "first" ? first : `${first} ${other}`;
}

function isoDate(date: number): string {
  const text = String(date);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}
