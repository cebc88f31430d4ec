import { mkdirSync } from "node:fs";
import { basename, join } from "node:path";

import { finaliseFiles } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { carryRecorded, recordedText, recordOption } from "../recorded.ts";
import { ringOptions, threadsOption } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel finalise`: stage 2, what a registry stores. */
export const finalise = defineVerb({
  name: "finalise",
  summary: "Turn deliveries into what their registry stores",
  operands: { name: "FILE", least: 1, most: Infinity },
  options: {
    out: { type: "text", value: "FILE", help: "the final delivery, of one file; compressed if it ends in .gz" },
    "out-dir": { type: "text", value: "DIR", help: "folder for the final deliveries, which keep their names" },
    ...recordOption,
    ...ringOptions,
    ...threadsOption,
  },
  example: "koppel finalise H01.delivery.csv H02.delivery.csv --out-dir final",
  async run({ values, operands, job }) {
    const outputs = outputsOf(operands, values.out, values["out-dir"]);
    const files = operands.map((input, i) => ({ input, output: outputs[i]! }));
    const { threads } = values;
    const result = await carryRecorded(values, job.signal, (ring) => finaliseFiles(files, { ring, threads, ...job }));
    return { result, text: recordedText(result) };
  },
});

function outputsOf(inputs: readonly string[], out: string | undefined, folder: string | undefined): string[] {
  if ((out === undefined) === (folder === undefined))
    throw new UsageError("finalise: where to is not said, or twice", "Give --out FILE or --out-dir DIR.");
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    // What is written is plain, or compressed with gzip.
    return inputs.map((input) => join(folder, basename(input).replace(/\.zst$/i, "")));
  }
  if (inputs.length > 1) throw new UsageError("finalise: --out is for one file", "Give --out-dir DIR for several.");
  return [out!];
}
