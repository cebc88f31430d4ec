import type { KeyRing } from "@koppel/keyring";
import type { Manifest } from "@koppel/pseudonym";

import { KoppelError } from "../errors.ts";
import type { JobOptions } from "../table/results.ts";
import { WorkerPool } from "../workers/pool.ts";
import { carryFile, type CarriedFile, type CarryJob } from "./carry-file.ts";
import { openLabelled, type LabelledText } from "./labelled-text.ts";

/** A file to be carried, and where the new one goes; that is compressed if its path ends in `.gz`. */
export interface FilePair {
  readonly input: string;
  readonly output: string;
}

/** With which keys and how files are carried. */
export interface CarryOptions extends JobOptions {
  readonly ring: KeyRing;
  /** Worker threads; by default as many as the machine has cores. */
  readonly threads?: number | undefined;
}

/** What the file of a registry holds, as far as no manifest says so, and what it shall hold. */
export interface RewrapOptions extends CarryOptions {
  /** The registry; with a manifest it must be the one named there. */
  readonly registry?: string | undefined;
  /** The key version of the file's pseudonyms; with a manifest it must be the one named there. */
  readonly from?: number | undefined;
  /** The version that they get, by default the primary one. */
  readonly to?: number | undefined;
}

/** A file that was carried for a registry. */
export interface RegistryFile extends CarriedFile {
  readonly registry: string;
  /** Key version of its pseudonyms before, null for those of stage 1. */
  readonly from: number | null;
  readonly to: number;
}

/**
 * Makes final deliveries of those of stage 1: what registries store (R9). All of them are looked at before the first is written.
 *
 * @throws KoppelError MANIFEST_MISSING, WRONG_STAGE, WRONG_DOMAIN; as `openLabelled` and `carryFile`; KeyringError
 * @example await finaliseFiles([{ input: "H01.delivery.csv", output: "final/H01.delivery.csv" }], { ring });
 */
export async function finaliseFiles(files: readonly FilePair[], options: CarryOptions): Promise<RegistryFile[]> {
  const jobs: RegistryJob[] = [];
  for (const { input, output } of files) {
    const source = await openLabelled(input);
    const { manifest } = source;
    if (manifest === undefined)
      throw new KoppelError("MANIFEST_MISSING", "there is no manifest beside it", {
        file: input,
        hint: "A delivery is two files; ask for both.",
      });
    checkStage(manifest, "pre", input);
    const { registry } = manifest;
    const to = primaryOf(options.ring, registry, input);
    const label = { ...manifest, stage: "final", domain: registry, keyVersion: to } as const;
    jobs.push({ source, output, registry, from: null, to, label });
  }
  return carryAll(jobs, options);
}

/**
 * Moves the pseudonyms in a registry's stored file to another version of its key, without the inputs (R23). The file is a final delivery
 * with its manifest, or any CSV whose columns of pseudonyms are named by their types.
 *
 * @throws KoppelError LABEL_MISSING, LABEL_DIFFERS, SAME_VERSION, WRONG_STAGE, WRONG_DOMAIN; as `openLabelled` and `carryFile`; KeyringError
 * @example await rewrapFile({ input: "heart.csv", output: "heart.v2.csv" }, { ring, registry: "HEART", from: 1 });
 */
export async function rewrapFile({ input, output }: FilePair, options: RewrapOptions): Promise<RegistryFile> {
  const source = await openLabelled(input);
  const { manifest } = source;
  if (manifest !== undefined) checkStage(manifest, "final", input);
  const registry = manifest?.registry ?? options.registry;
  const from = manifest?.keyVersion ?? options.from;
  if (registry === undefined || from === undefined)
    throw new KoppelError("LABEL_MISSING", "there is no manifest beside it that names registry and key version", {
      file: input,
      hint: "Name both: --registry NAME --from VERSION. A wrong version cannot be told from the values.",
    });
  if ((options.registry ?? registry) !== registry || (options.from ?? from) !== from)
    throw new KoppelError("LABEL_DIFFERS", `its manifest says registry ${registry}, key version ${from}`, {
      file: input,
      hint: "Leave out what the manifest says, or look for the right file.",
    });
  const primary = primaryOf(options.ring, registry, input);
  const { to = primary } = options;
  if (from === to)
    throw new KoppelError("SAME_VERSION", `the file is under key version ${to} already`, {
      file: input,
      hint: "Say with --to which version it should get.",
    });
  const label = manifest && { ...manifest, keyVersion: to };
  const [rewrapped] = await carryAll([{ source, output, registry, from, to, label }], options);
  return rewrapped;
}

interface RegistryJob {
  readonly source: LabelledText;
  readonly output: string;
  readonly registry: string;
  readonly from: number | null;
  readonly to: number;
  readonly label: Manifest | undefined;
}

async function carryAll(jobs: readonly RegistryJob[], options: CarryOptions): Promise<RegistryFile[]> {
  const { ring, threads } = options;
  const withKeys = jobs.map((job): CarryJob => {
    const { registry, from, to } = job;
    const passages = job.source.types.map((type) => ({
      from: from === null ? null : ring.typeKey(registry, from, type),
      to: ring.typeKey(registry, to, type),
    }));
    return { ...job, passages };
  });
  const pool = new WorkerPool(threads);
  try {
    const done: RegistryFile[] = [];
    for (const [i, { registry, from, to }] of jobs.entries())
      done.push({ registry, from, to, ...(await carryFile(withKeys[i], pool, options)) });
    return done;
  } finally {
    await pool.close();
  }
}

function checkStage({ stage, domain, registry }: Manifest, needed: Manifest["stage"], file: string): void {
  if (stage !== needed)
    throw new KoppelError("WRONG_STAGE", `its manifest says stage ${stage}, and ${needed} is needed`, {
      file,
      hint: "`koppel finalise` takes deliveries of stage pre, `koppel keys rewrap` what came of it.",
    });
  if (stage === "final" && domain !== registry)
    throw new KoppelError("WRONG_DOMAIN", `final pseudonyms of domain ${domain} in a file of ${registry}`, { file });
}

/** The primary key version of a registry. No other domain will do: its pseudonyms leave the TTP in no file. */
function primaryOf(ring: KeyRing, registry: string, file: string): number {
  const { kind, primary } = ring.domain(registry);
  if (kind === "registry") return primary;
  throw new KoppelError("WRONG_DOMAIN", `the key ring has ${registry} for itself, and not as a registry`, {
    file,
    hint: "`koppel keys list` shows the registries.",
  });
}
