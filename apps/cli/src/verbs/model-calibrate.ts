import { underPurposes } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { calibrationText } from "../model/calibration-text.ts";
import { shownModel } from "../model/shown-model.ts";
import { tableOptions, threadsOption, withTable } from "../table-options.ts";

/** `koppel model calibrate`: a model from what the table itself holds. */
export const modelCalibrate = defineVerb({
  name: "model calibrate",
  summary: "Make a model from what this table holds, without labels",
  options: {
    ...tableOptions,
    ...threadsOption,
    "max-false-share": {
      type: "share",
      value: "SHARE",
      default: 0.001,
      help: "largest share of all links that may be two people",
    },
    "max-review": {
      type: "whole",
      value: "N",
      least: 0,
      most: Number.MAX_SAFE_INTEGER,
      help: "most pairs that people are to look at (default one for every 40 local patients)",
    },
    use: { type: "flag", help: "put the model in force, from the next run on" },
  },
  example: "koppel model calibrate --max-false-share 0.001",
  async run({ values, job }) {
    const targets = { maxFalseShare: values["max-false-share"], maxReview: values["max-review"] };
    const result = await withTable(values, job.signal, async (table) => {
      const model = await table.calibrate({ ...targets, ...job });
      if (values.use) table.useModel(model.version);
      return shownModel(underPurposes(model, table.purposes()), values.use);
    });
    return { result, text: calibrationText(result) };
  },
});
