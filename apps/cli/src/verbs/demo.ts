import { demoFolder } from "../demo/demo-folder.ts";
import { story } from "../demo/story.ts";
import { defineVerb } from "../command.ts";

/** `koppel demo`: the product in a minute. */
export const demo = defineVerb({
  name: "demo",
  summary: "See it work: a synthetic population, linked and explained",
  options: {
    persons: { type: "whole", value: "N", default: 8000, least: 500, most: 1_000_000, help: "persons" },
    keep: {
      type: "text",
      value: "DIR",
      default: "koppel-demo",
      help: "where the files stay; a folder of an earlier demo is replaced",
    },
  },
  example: "koppel demo",
  async run({ values, job }) {
    return { result: await story(demoFolder(values.keep), values.persons, job), text: "" };
  },
});
