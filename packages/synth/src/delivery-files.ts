import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PseudonymType } from "@koppel/pseudonym";
import { DeliveryFile } from "./delivery-file.ts";
import { generate } from "./generate.ts";
import { type JobOptions, type PopulationOptions, population } from "./options.ts";
import { TextFile } from "./text-file.ts";
import { Packed } from "./packing.ts";
import type { PatientFiles } from "./patient-files.ts";
import { providerCode } from "./provider.ts";

/** What a delivery is made for. */
export interface DeliveryOptions extends PopulationOptions, JobOptions {
  readonly registry: string;
  /** The types to deliver, in this order. */
  readonly types: readonly PseudonymType[];
}

/**
 * Writes what each hospital would deliver: `<PROVIDER>.delivery.csv` with its manifest, and `truth.csv`, as
 * {@link writePatientFiles} and stage 1 together would, but in one go and much faster.
 *
 * The persons, visits and errors are those of the patient files of the same options, and the pseudonyms agree and differ
 * exactly as theirs; the values themselves are other ones, made without a secret key.
 *
 * @throws RangeError where an option is out of range or a type cannot be made this way, and the reason of `signal` when
 * that is aborted.
 * @example await writeDeliveries("data", { persons: 20_000, providers: 5, seed: 1, registry: "NHR", types: catalogue });
 */
export async function writeDeliveries(dir: string, options: DeliveryOptions): Promise<PatientFiles> {
  const start = performance.now();
  const of = population(options);
  mkdirSync(dir, { recursive: true });
  const providers = Array.from({ length: of.providers }, (_, p) => providerCode(p));
  const files: DeliveryFile[] = [];
  let truth: TextFile | undefined;
  try {
    truth = new TextFile(join(dir, "truth.csv"), "provider,record_id,person");
    for (const code of providers) files.push(new DeliveryFile(dir, code, options.registry, options.types));
    const packed = new Packed();
    const lines = truth;
    const records = await generate(of, options, (visit, running) => {
      const code = providers[visit.provider]!;
      packed.read(visit);
      files[visit.provider]!.add(packed);
      lines.line(`${code},${code}-${String(running).padStart(7, "0")},${visit.person}`);
    });
    for (const file of files) file.finish();
    truth.finish();
    const paths = files.map(({ path }) => path);
    const seconds = (performance.now() - start) / 1000;
    return { persons: of.persons, records, providers, files: paths, truth: truth.path, seconds };
  } finally {
    truth?.discard();
    for (const file of files) file.discard();
  }
}
