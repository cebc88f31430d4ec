import { writeFileSync } from "node:fs";

import { KoppelError } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { namedModel } from "../model/named-model.ts";
import { page } from "../report/page.ts";
import { reportOf, type Report } from "../report/report.ts";
import { reportText } from "../report/report-text.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel report`: the table and its quality, to be handed on. */
export const report = defineVerb({
  name: "report",
  summary: "Report on the link table, also as a page to hand on",
  options: {
    ...tableOptions,
    out: { type: "text", value: "FILE.html", help: "write the report as one HTML page" },
    keep: { type: "flag", help: "keep it in the table for analysts, who open figures and nothing else" },
    kept: { type: "flag", help: "show the one that was kept last" },
    truth: { type: "text", value: "FILE", help: "CSV of provider, record_id, person: also measure the links" },
  },
  example: "koppel report --out report.html",
  async run({ values, job }) {
    const { out, truth } = values;
    if (values.kept) {
      if (values.keep || truth !== undefined)
        throw new UsageError("report: --kept stands alone", "Leave --keep and --truth out.");
      const { report } = await withTable(values, job.signal, (table) => table.keptReport());
      return shown(report as Report, out);
    }
    const result = await withTable(values, job.signal, async (table) => {
      const sources = await table.reading(async () => ({
        status: await table.status(),
        model: namedModel(table),
        cases: table.cases(),
        runs: table.runs(),
        objections: table.objections(),
        quality: await table.quality(job),
        evaluation: truth === undefined ? undefined : await table.evaluate(truth, job),
      }));
      const made = reportOf(sources, new Date().toISOString());
      if (values.keep) table.keepReport(made);
      return made;
    });
    return shown(result, out);
  },
});

function shown(result: Report, out: string | undefined): { result: Report; text: string } {
  if (out !== undefined) writeNew(out, page(result));
  return { result, text: out === undefined ? reportText(result) : `The report is in ${out}.` };
}

/** @throws KoppelError FILE_EXISTS, OUTPUT_UNWRITABLE */
function writeNew(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new KoppelError("FILE_EXISTS", `there is already a file at ${path}`, {
        hint: "Choose another name, or remove it first.",
      });
    throw new KoppelError("OUTPUT_UNWRITABLE", "the report cannot be written", { file: path, cause: error });
  }
}
