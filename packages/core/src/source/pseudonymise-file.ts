import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { KeyRing } from "@koppel/keyring";
import {
  eventDate,
  keyCheck,
  profileById,
  Stage1,
  toBase64url,
  toHex,
  typesByName,
  type Manifest,
  type PatientRecord,
  type PseudonymType,
} from "@koppel/pseudonym";
import { KoppelError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { csvField } from "../files/csv-text.ts";
import { writeLabelled } from "../files/labelled-file.ts";
import { manifestPath } from "../files/manifest-path.ts";
import { Objections } from "./objections.ts";
import { patientRows, type OnPass } from "./patient-file.ts";
import { answerKey, ReversibleNumbers } from "./reversible-numbers.ts";
import { SourceTally } from "./source-tally.ts";

const FLUSH_CHARACTERS = 1 << 17;

/** What `pseudonymiseFile` needs. */
export interface PseudonymiseOptions {
  /** The patient file: CSV or NDJSON, plain, gzip or zstd. */
  readonly input: string;
  /** The delivery to write: CSV, compressed if the path ends in `.gz`. */
  readonly output: string;
  /** URA or AGB number of the provider. */
  readonly provider: string;
  readonly registry: string;
  /** What the registry is allowed, in the order of the columns; MRN is made always and need not be among them. */
  readonly types: readonly PseudonymType[];
  /** The source key, 32 bytes. */
  readonly key: Uint8Array;
  readonly keyVersion: number;
  /** The domain of the source key. */
  readonly domain?: string | undefined;
  /** A file of who objects (see `Objections`): they are left out before anything is made of them. */
  readonly objections?: string | undefined;
  /** Makes no delivery but a list of who objects, for this registry or for all; or who withdraws that. */
  readonly objection?: Manifest["objection"];
  /** The provider's own key ring, for patient numbers that it alone can read again (R28); without it there are none. */
  readonly reversible?: KeyRing | undefined;
  readonly form?: "hex" | "base64url" | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a patient file. */
export interface PseudonymiseResult extends Pick<
  SourceTally,
  "records" | "statuses" | "lowTrustDates" | "placeholderForenames" | "badEventDates" | "rejected" | "rejects"
> {
  readonly manifest: Manifest;
  /** Rows left out because their patient objects: for the provider alone to know. */
  readonly objected: number;
  /** Columns of the input that mean nothing here. */
  readonly ignoredColumns: readonly string[];
  readonly seconds: number;
}

/**
 * Makes a delivery of a patient file at the provider: stage 1 of each row, streaming, in memory that does not grow.
 *
 * Both files appear whole or not at all. Who objects is left out first: nothing of them is in the delivery or its manifest (N14, R31).
 *
 * @throws KoppelError for input that cannot be read (code, file, line); PseudonymError for a bad key or provider; KeyringError for a
 *   ring that has no usable key for reversible numbers
 */
export async function pseudonymiseFile(options: PseudonymiseOptions): Promise<PseudonymiseResult> {
  const started = performance.now();
  const { input, output, provider, registry, key, keyVersion, domain = "source", signal } = options;
  if (resolve(input) === resolve(output)) {
    throw new KoppelError("OUTPUT_IS_INPUT", "the delivery would overwrite the patient file", { file: output });
  }
  if (existsSync(output) && !existsSync(manifestPath(output))) {
    throw new KoppelError("OUTPUT_EXISTS", "this file is there already and is no delivery, so it is not overwritten", {
      file: output,
      hint: "Choose another name for the delivery.",
    });
  }
  const types = [...new Set(options.types)].filter((type) => type.name !== "MRN");
  const made = [...typesByName(["MRN"]), ...types];
  const stage1 = new Stage1({ types: made, key, provider });
  const profile = profileById(stage1.profile);
  const ring = options.reversible;
  const numbers = ring && new ReversibleNumbers(ring, provider, registry);
  const encode = options.form === "base64url" ? toBase64url : toHex;

  const objections = options.objections === undefined ? undefined : await Objections.read(options.objections);
  const today = new Date().toISOString().slice(0, 10);
  const objects = ({ mrn = "" }: PatientRecord): boolean => objections?.standsFor(mrn, registry, today) ?? false;
  let objected = 0;
  const tally = new SourceTally(made);
  let ignoredColumns: readonly string[] = [];

  const reversible = (record: PatientRecord): string[] => {
    if (numbers === undefined) return [];
    const reading = profile.read("mrn", record, provider);
    return ["text" in reading ? numbers.seal(reading.text) : ""];
  };

  const deliveryRow = (record: PatientRecord): string => {
    const pre = stage1.pseudonymise(record);
    const date = eventDate(record.eventDate ?? "");
    tally.take(record, pre, date);
    const [mrn, ...others] = pre.values.map((value) => (value === null ? "" : encode(value)));
    return `${[csvField(record.recordId), mrn, ...reversible(record), date, ...others].join(",")}\n`;
  };

  const onPass: OnPass = (phase, done, total) => options.onProgress?.({ phase, done, total, unit: "bytes" });
  async function* delivery(): AsyncGenerator<string, void, undefined> {
    const beside = numbers === undefined ? [] : ["mrn_reversible"];
    let text = `${["record_id", "mrn", ...beside, "event_date", ...types.map((type) => type.name)].join(",")}\n`;
    for await (const row of patientRows(input, (names) => (ignoredColumns = names), onPass, signal)) {
      if ("record" in row && objects(row.record)) objected++;
      else if ("record" in row) text += deliveryRow(row.record);
      else tally.reject(row);
      if (text.length >= FLUSH_CHARACTERS) {
        yield text;
        text = "";
      }
    }
    yield text;
  }

  const manifestOf = (sha256: string): Manifest => ({
    format: "koppel-delivery",
    version: 1,
    registry,
    provider,
    stage: "pre",
    profile: stage1.profile,
    domain,
    keyVersion,
    keyCheck: keyCheck(key),
    types: types.map((type) => type.name),
    ...(ring && { reversible: { answerKey: answerKey(ring) } }),
    records: tally.records,
    sha256,
    ...(options.objection === undefined ? {} : { objection: options.objection }),
    status: tally.statuses as Record<string, Record<string, number>>,
  });
  const manifest = await writeLabelled(output, delivery(), manifestOf, signal);
  const seconds = (performance.now() - started) / 1000;
  return { ...tally, manifest, objected, ignoredColumns, seconds };
}
