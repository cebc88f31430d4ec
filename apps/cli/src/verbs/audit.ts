import { writeFileSync } from "node:fs";

import { readCheckpoint, verifyTrailFile, type TrailFileVerification, type TrailVerification } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { eventTable } from "../event-table.ts";
import { count, counted } from "../figures.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel audit show`: who did what. */
export const auditShow = defineVerb({
  name: "audit show",
  summary: "Show who did and looked at what, and when",
  options: {
    last: { type: "whole", value: "N", least: 1, most: 1_000_000, default: 20, help: "the last so many events" },
    action: { type: "text", value: "ACTION", help: "only this, as in link, or those that begin with it, as in keys" },
    by: { type: "text", value: "NAME", help: "only what this principal did" },
    ...tableOptions,
  },
  example: "koppel audit show --last 50 --action keys",
  async run({ values, job }) {
    const { last, action, by } = values;
    const result = await withTable(values, job.signal, (table) => table.audit.events({ last, action, by }));
    return { result, text: result.length === 0 ? "There are no such events." : eventTable(result) };
  },
});

/** `koppel audit verify`: the trail of the table, or an exported one without any table. */
export const auditVerify = defineVerb({
  name: "audit verify",
  summary: "Check that no event was altered, taken out or put in",
  operands: { name: "FILE", least: 0, most: 1 },
  options: {
    checkpoint: { type: "text", value: "FILE", help: "where the trail was known to be once (koppel audit checkpoint)" },
    signer: {
      type: "text",
      value: "HEX",
      help: "of an exported trail: the key that must vouch for it, as koppel keys list tells it",
    },
    ...tableOptions,
  },
  example: "koppel audit verify --checkpoint witness.json\nkoppel audit verify trail.ndjson",
  async run({ values, operands, job }) {
    const [file] = operands;
    if (file === undefined) {
      const checkpoint = values.checkpoint === undefined ? undefined : readCheckpoint(values.checkpoint);
      const result = await withTable(values, job.signal, (table) => table.audit.verify(checkpoint));
      return { result, ok: result.ok, text: verdict(result) };
    }
    if (values.checkpoint !== undefined)
      throw new UsageError(
        "audit verify: a checkpoint is for the trail of a table",
        "Leave the file or --checkpoint out.",
      );
    const found = await verifyTrailFile(file);
    const foreign = values.signer !== undefined && values.signer !== found.signer;
    const faults = foreign
      ? [...found.faults, "another key ring vouches for it than the one that was named"]
      : found.faults;
    const result = { ...found, faults, ok: found.ok && !foreign };
    return { result, ok: result.ok, text: fileVerdict(result, values.signer !== undefined) };
  },
});

/** `koppel audit export`: for an archive, or for another system. */
export const auditExport = defineVerb({
  name: "audit export",
  summary: "Write the trail to a file: to keep and check, or as FHIR",
  options: {
    out: { type: "text", value: "FILE", required: true, help: "the file to write" },
    format: {
      type: "text",
      value: "FORM",
      default: "chain",
      choices: ["chain", "fhir"],
      help: "chain: sealed, can be checked without the table; fhir: AuditEvent R4, a line each, readable",
    },
    ...tableOptions,
  },
  example: "koppel audit export --format fhir --out trail.fhir.ndjson",
  async run({ values, job }) {
    const form = values.format === "fhir" ? "fhir" : "chain";
    const events = await withTable(values, job.signal, (table) => table.audit.export(values.out, form));
    return { result: { file: values.out, format: form, events }, text: `${values.out}: ${counted(events, "event")}` };
  },
});

/** `koppel audit checkpoint`: a witness for somebody else. */
export const auditCheckpoint = defineVerb({
  name: "audit checkpoint",
  summary: "Write where the trail ends now, for somebody else to keep",
  options: {
    out: { type: "text", value: "FILE", required: true, help: "the file to write" },
    ...tableOptions,
  },
  example: "koppel audit checkpoint --out witness.json",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.audit.checkpoint());
    writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`, { mode: 0o600, flush: true });
    return { result, text: `${values.out}: the trail ends at event ${count(result.id)}.` };
  },
});

/** `koppel audit sample`: control of the logging. */
export const auditSample = defineVerb({
  name: "audit sample",
  summary: "Draw events at random since the last review, to be looked at",
  options: {
    size: { type: "whole", value: "N", least: 1, most: 1000, default: 20, help: "how many" },
    ...tableOptions,
  },
  example: "koppel audit sample --size 20",
  async run({ values, job }) {
    const result = await withTable(values, job.signal, (table) => table.audit.sample(values.size));
    const { sample, from, to, events } = result;
    const text = `Sample ${sample}: ${counted(events.length, "event")} of ${count(from)} to ${count(to)}

${eventTable(events)}

When you have looked at them:
  koppel audit review ${sample} nothing --reason "as expected"`;
    return { result, text };
  },
});

/** `koppel audit review`: what the sample told. */
export const auditReview = defineVerb({
  name: "audit review",
  summary: "Record what a look at a sample of the trail told",
  operands: { name: "SAMPLE nothing|something", least: 2, most: 2 },
  options: {
    reason: { type: "text", value: "TEXT", required: true, help: "what was found, in a line" },
    ...tableOptions,
  },
  example: 'koppel audit review 20 nothing --reason "as expected"',
  async run({ values, operands, job }) {
    const [number, finding] = operands as [string, string];
    if (!/^\d+$/.test(number) || (finding !== "nothing" && finding !== "something"))
      throw new UsageError(
        "audit review: say which sample, and nothing or something",
        "As in koppel audit review 20 nothing.",
      );
    const review = { sample: Number(number), finding, remark: values.reason } as const;
    await withTable(values, job.signal, (table) => table.audit.review(review));
    return { result: review, text: `Sample ${number} is reviewed.` };
  },
});

function verdict({ ok, events, faults, proven }: TrailVerification): string {
  const proofs =
    proven < events ? `; ${count(proven)} could be checked for the right to do it with the keys you have` : "";
  return ok ? `${counted(events, "event")}, all as they were written${proofs}.` : faultList(events, faults);
}

function fileVerdict({ ok, events, faults, signer }: TrailFileVerification, named: boolean): string {
  const compare = named
    ? ""
    : `\nVouched for by ${signer}:\ncompare it with what koppel keys list tells of the key ring, or give --signer.`;
  return (ok ? `${counted(events, "event")}, all as they were written.` : faultList(events, faults)) + compare;
}

const SHOWN = 20;

function faultList(events: number, faults: readonly string[]): string {
  const more = faults.length > SHOWN ? [`  ... and ${count(faults.length - SHOWN)} more (all with --json)`] : [];
  const list = faults.slice(0, SHOWN).map((fault) => `  ${fault}`);
  return [`The trail does not hold (${counted(events, "event")}):`, ...list, ...more].join("\n");
}
