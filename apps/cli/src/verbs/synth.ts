import { writePatientFiles } from "@koppel/synth";

import { defineVerb } from "../command.ts";
import { count, duration } from "../figures.ts";

/** `koppel synth`: patient files and the truth, for trying things out. */
export const synth = defineVerb({
  name: "synth",
  summary: "Write patient files of a synthetic population, and the truth",
  options: {
    persons: { type: "whole", value: "N", default: 20_000, least: 1, most: 40_000_000, help: "persons" },
    providers: { type: "whole", value: "N", default: 6, least: 1, most: 999, help: "hospitals, H01 and on" },
    seed: {
      type: "whole",
      value: "N",
      default: 1,
      least: Number.MIN_SAFE_INTEGER,
      most: Number.MAX_SAFE_INTEGER,
      help: "the same seed gives the same files",
    },
    profile: {
      type: "text",
      value: "NAME",
      default: "general",
      choices: ["general", "children"],
      help: "general, or children: more twins",
    },
    out: { type: "text", value: "DIR", required: true, help: "folder for the files, made where needed" },
  },
  example: "koppel synth --persons 20000 --providers 6 --seed 3 --out synth",
  async run({ values, job }) {
    const { persons, providers, seed, out } = values;
    const profile = values.profile === "children" ? "children" : "general";
    const result = await writePatientFiles(out, { persons, providers, seed, profile, ...job });
    return {
      result,
      text: `Wrote ${count(result.records)} visits of ${count(persons)} persons in ${duration(result.seconds)}:
  ${out}/<PROVIDER>.patients.csv  one file a hospital (${result.providers.length})
  ${result.truth}  who is who, for koppel evaluate`,
    };
  },
});
