import { calibrate } from "../calibration/calibration.ts";
import { calibratedModel } from "../calibration/calibrated-model.ts";
import type { Targets } from "../calibration/actions.ts";
import { nameParts } from "../calibration/levels.ts";
import { addCounts, type PairCounts } from "../calibration/pair-counts.ts";
import { levelsOf } from "../calibration/counted-table.ts";
import { KoppelError } from "../errors.ts";
import { defaultModel } from "../model/default-model.ts";
import { modelSchema, type Model } from "../model/model.ts";
import { precisions } from "../model/pattern.ts";
import { permissiveModel } from "../model/permissive-model.ts";
import type { OpenTable } from "./open-table.ts";
import type { JobOptions } from "./results.ts";

/** A model of the table, in brief. */
export interface ModelSummary {
  readonly version: string;
  readonly origin: string;
  readonly method: Model["method"];
  /** When it came into the table, ISO 8601; null for the shipped one. */
  readonly at: string | null;
  /** The next run links under it. */
  readonly inForce: boolean;
}

/** How to calibrate; targets left out are one false link in a thousand, and three pairs to review for every hundred local patients. */
export type CalibrateOptions = JobOptions & { readonly [Target in keyof Targets]?: Targets[Target] | undefined };

const MAX_FALSE_SHARE = 0.001;
const REVIEW_SHARE = 0.03;
const MODEL_SETTING = "model";

/**
 * Makes a model from what the table itself holds, and keeps it beside the others; it is not in force before `useModel`.
 *
 * @throws KoppelError BAD_TARGET, NOTHING_TO_CALIBRATE
 */
export async function calibrateModel(table: OpenTable, options: CalibrateOptions): Promise<Model> {
  checkTargets(options);
  const types = evidenceTypes(table);
  const counts = await table.reading(() => countPairs(table, options));
  const basis = table.basis();
  const placed = types.filter(({ inputs }) => inputs.date !== undefined);
  const calibration = calibrate(counts, levelsOf(precisions(types, "name"), precisions(placed, "postcode")));
  const runs = table.store.runs();
  const how = { decoys: "by decoys", patterns: "from its patterns alone, for it has too few patient numbers" };
  const model = calibratedModel(
    calibration,
    {
      maxFalseShare: options.maxFalseShare ?? MAX_FALSE_SHARE,
      maxReview: options.maxReview ?? Math.round(REVIEW_SHARE * counts.patients),
    },
    basis.model,
    types,
    basis.purposes,
    {
      version: `calibrated-${modelSummaries(table).length}`,
      origin: `calibrated on this table as of run ${runs.at(-1)?.id ?? 0}, ${how[calibration.method]}`,
    },
  );
  const objects = [{ type: "model", id: model.version } as const];
  table.writing({ action: "model.calibrate", objects }, () =>
    table.store.addModel(model.version, JSON.stringify(model)),
  );
  return model;
}

async function countPairs(table: OpenTable, options: JobOptions): Promise<PairCounts> {
  const basis = table.basis();
  const context = table.context({ ...basis, model: permissiveModel(basis.model, table.types) });
  const parts: PairCounts[] = [];
  const tasks = table.shares().map((partitions) => ({ context, partitions }));
  await table.pool.runAll(
    "calibrate",
    tasks,
    (part) => {
      parts.push(part);
      options.onProgress?.({ phase: "calibrate", done: parts.length, total: tasks.length, unit: "tasks" });
    },
    options.signal,
  );
  const classes = parts.flatMap((part) => part.classes);
  if (!classes.some(({ name, side }) => side !== "same-provider" && nameParts(name).letters > 0))
    throw new KoppelError("NOTHING_TO_CALIBRATE", "no two patients of different providers have a name in common", {
      file: table.store.location,
      hint: "Link deliveries of several providers, with types that hold names, first.",
    });
  return addCounts(parts);
}

function checkTargets({ maxFalseShare, maxReview }: CalibrateOptions): void {
  if (maxFalseShare !== undefined && !(maxFalseShare > 0 && maxFalseShare < 1))
    throw new KoppelError("BAD_TARGET", "the largest false share is between 0 and 1", { hint: "For example 0.001." });
  if (maxReview !== undefined && !(Number.isInteger(maxReview) && maxReview >= 0))
    throw new KoppelError("BAD_TARGET", "the most pairs to review are a whole number");
}

/** The types that registries of the table may deliver and that count as evidence. @throws KoppelError NOTHING_TO_CALIBRATE */
function evidenceTypes(table: OpenTable): OpenTable["types"] {
  const { purposes } = table.basis();
  const delivered = new Set(table.store.registries().flatMap(({ types }) => types));
  const types = table.types.filter(
    ({ name, purpose }) => delivered.has(name) && (purposes[name] ?? purpose) !== "report",
  );
  if (types.some(({ inputs }) => inputs.initial !== undefined)) return types;
  throw new KoppelError(
    "NOTHING_TO_CALIBRATE",
    "no type of the table holds an initial, so twins look like one person",
    {
      file: table.store.location,
      hint: "The shipped model stays in force; add NGGV or sNGGV to a registry's types.",
    },
  );
}

/** All models of the table, the shipped one first. */
export function modelSummaries(table: OpenTable): ModelSummary[] {
  const inForce = table.model().version;
  const shipped = { model: defaultModel, at: null as string | null };
  const stored = table.store.models().map(({ json, at }) => ({ model: modelSchema.parse(JSON.parse(json)), at }));
  return [shipped, ...stored.filter(({ model }) => model.version !== defaultModel.version)].map(({ model, at }) => ({
    version: model.version,
    origin: model.origin,
    method: model.method,
    at,
    inForce: model.version === inForce,
  }));
}

/** A model by version; the one in force by default. @throws KoppelError MODEL_NOT_FOUND */
export function modelOf(table: OpenTable, version: string = table.model().version): Model {
  if (version === defaultModel.version) return defaultModel;
  const json = table.store.model(version);
  if (json === undefined)
    throw new KoppelError("MODEL_NOT_FOUND", `the link table has no model of that version`, {
      hint: "`koppel model list` names them.",
    });
  return modelSchema.parse(JSON.parse(json));
}

/** Puts a model in force; links stand as they are until the next run, which links everything again. @throws KoppelError MODEL_NOT_FOUND */
export function useModel(table: OpenTable, version: string): Model {
  const model = modelOf(table, version);
  table.writing({ action: "model.use", objects: [{ type: "model", id: version }] }, () => {
    if (table.store.model(version) === undefined) table.store.addModel(version, JSON.stringify(model));
    table.store.addSetting(MODEL_SETTING, version);
  });
  return model;
}
