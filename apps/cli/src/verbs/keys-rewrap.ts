import { rewrapFile } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { carryRecorded, recordedText, recordOption } from "../recorded.ts";
import { ringOptions, threadsOption } from "../table-options.ts";

/** `koppel keys rewrap`: a registry's stored file under another version of its key. */
export const keysRewrap = defineVerb({
  name: "keys rewrap",
  summary: "Move a registry's stored file to another version of its key",
  operands: { name: "FILE", least: 1, most: 1 },
  options: {
    out: { type: "text", value: "FILE", required: true, help: "the new file; compressed if it ends in .gz" },
    from: {
      type: "whole",
      value: "VERSION",
      least: 1,
      most: 1e9,
      help: "key version that the file is under (default what its manifest says)",
    },
    to: {
      type: "whole",
      value: "VERSION",
      least: 1,
      most: 1e9,
      help: "key version that it gets (default the primary one)",
    },
    registry: { type: "text", value: "NAME", help: "the registry whose file it is (default what its manifest says)" },
    ...recordOption,
    ...ringOptions,
    ...threadsOption,
  },
  example: "koppel keys rewrap final/H01.delivery.csv --out H01.v2.csv",
  async run({ values, operands, job }) {
    const { out, registry, from, to, threads } = values;
    const file = { input: operands[0]!, output: out };
    const result = await carryRecorded(values, job.signal, async (ring) => [
      await rewrapFile(file, { ring, registry, from, to, threads, ...job }),
    ]);
    return { result, text: recordedText(result) };
  },
});
