import { defineVerb } from "../command.ts";
import { modelText } from "../model/model-text.ts";
import { methodWords, modelName } from "../model/model-name.ts";
import { namedModel } from "../model/named-model.ts";
import { shownModel } from "../model/shown-model.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { paragraph } from "../wrap.ts";

/** `koppel model list`. */
export const modelList = defineVerb({
  name: "model list",
  summary: "List the models that say which pairs link",
  options: tableOptions,
  example: "koppel model list",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.models());
    const rows = result.map(({ version, at, inForce, method }) => [
      inForce ? "*" : "",
      version,
      at?.slice(0, 10) ?? "",
      methodWords[method],
    ]);
    return { result, text: `${textTable(rows, ["", "model", "made", "how"])}\n\n* in force from the next run on` };
  },
});

/** `koppel model show`: one model as tables and plots. */
export const modelShow = defineVerb({
  name: "model show",
  summary: "Show what a model does with each class of pairs, and why",
  operands: { name: "VERSION", least: 0, most: 1 },
  options: { ...tableOptions, all: { type: "flag", help: "also classes of which there are no pairs yet" } },
  example: "koppel model show",
  async run({ values, operands, job }) {
    const result = await withTable(values, job.signal, (table) => {
      const model = namedModel(table, operands[0]);
      return shownModel(model, model.version === table.model().version);
    });
    return { result, text: modelText(result, values.all) };
  },
});

/** `koppel model use`: another model from the next run on. */
export const modelUse = defineVerb({
  name: "model use",
  summary: "Put a model in force, from the next run on",
  operands: { name: "VERSION", least: 1, most: 1 },
  options: tableOptions,
  example: "koppel model use default-1",
  async run({ values, operands, job }) {
    const { version, method } = await withTable(values, job.signal, (table) =>
      table.useModel(namedModel(table, operands[0]).version),
    );
    return {
      result: { version, method, inForce: true },
      text: `${paragraph(`Model ${modelName(version, method)} is in force.`)}
Links stand as they are until the next run; koppel relink applies it now.`,
    };
  },
});
