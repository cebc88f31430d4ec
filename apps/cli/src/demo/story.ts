import { basename, join } from "node:path";
import { styleText } from "node:util";

import { pseudonymiseFile, type LinkTable } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { typesByName } from "@koppel/pseudonym";
import { writePatientFiles, type PatientFiles } from "@koppel/synth";

import type { Job } from "../command.ts";
import { SOURCE_DOMAIN, setUp } from "../set-up.ts";
import * as chapters from "./chapters.ts";
import type { DemoFolder } from "./demo-folder.ts";
import { followed, openLink } from "./findings.ts";
import { sampleRow } from "./sample-row.ts";
import { fullName, Truth } from "./truth.ts";

type Teller = (chapter: chapters.Chapter) => void;

const REGISTRY = "HEART";
const TYPES = ["NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG"];
/** Known to everyone: what it locks is made up. */
const PASSPHRASE = "demo-only";

/** Plays the whole product on a made-up population, telling each step, and returns what each gave. */
export async function story(folder: DemoFolder, persons: number, job: Job): Promise<object> {
  const tell = teller(job);
  const files = await writePatientFiles(folder.hospitals, { persons, providers: 6, seed: 1, ...job });
  tell(chapters.population(files));

  const secret = { passphrase: PASSPHRASE };
  const table = await setUp({ ...folder, secret, sourceSecret: secret, purposes: [] });
  try {
    table.addRegistry({ name: REGISTRY, types: TYPES });
    for (const provider of files.providers) table.addProvider(provider);
    const started = performance.now();
    const deliveries = await pseudonymised(files, folder, job);
    const seconds = (performance.now() - started) / 1000;
    tell(chapters.deliveries(seconds, sampleRow(files.files[0]!, deliveries[0]!)));

    const link = await table.link(deliveries, job);
    tell(chapters.linking(link));
    const model = await table.calibrate(job);
    table.useModel(model.version);
    const relinking = await table.relink(job);
    tell(chapters.learning(model, relinking));
    const evaluation = await table.evaluate(files.truth, job);
    tell(chapters.quality(evaluation));
    return {
      folder: folder.path,
      link,
      model,
      relinking,
      evaluation,
      ...(await closeUps(table, files, folder, job, tell)),
    };
  } finally {
    await table.close();
  }
}

/** Makes the delivery of each hospital. */
async function pseudonymised(files: PatientFiles, folder: DemoFolder, job: Job): Promise<string[]> {
  const source = await KeyRing.open(folder.sourceKey, { passphrase: PASSPHRASE });
  const key = source.material(SOURCE_DOMAIN, 1);
  const types = typesByName(TYPES);
  const deliveries: string[] = [];
  for (const [i, input] of files.files.entries()) {
    const output = join(folder.deliveries, basename(input).replace("patients", "delivery"));
    const provider = files.providers[i]!;
    await pseudonymiseFile({ input, output, provider, registry: REGISTRY, types, key, keyVersion: 1, ...job });
    deliveries.push(output);
  }
  return deliveries;
}

/** Looks at one patient and one case, checks the table, and says how to go on. */
async function closeUps(
  table: LinkTable,
  files: PatientFiles,
  folder: DemoFolder,
  job: Job,
  tell: Teller,
): Promise<object> {
  const truth = new Truth(files.truth, REGISTRY);
  const patient = await followed(table, truth);
  if (patient !== undefined) tell(chapters.patient(patient));
  const open = await openLink(table, truth);
  if (open !== undefined) tell(chapters.doubt(open));
  const verification = await table.verify(job);
  tell(chapters.soundness(verification));
  tell(chapters.next(folder, PASSPHRASE, patient?.record ?? fullName(truth.everyone()[0]!)));
  return { patient, open, verification };
}

/** Prints chapters under numbered headings. */
function teller(job: Job): Teller {
  let number = 1;
  return ({ heading, text }) => {
    const title = styleText("bold", `${number++}. ${heading}`, { stream: process.stdout });
    job.say(`${title}\n\n${text}\n`);
  };
}
