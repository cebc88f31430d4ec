import { REQUEST_KINDS, type PatientRequest } from "@koppel/core";

import { defineVerb } from "../command.ts";
import { counted } from "../figures.ts";
import { recordName } from "../record-name.ts";
import { requestNumber } from "../request-number.ts";
import { tableOptions, withTable } from "../table-options.ts";
import { textTable } from "../text-table.ts";
import { UsageError } from "../usage-error.ts";

/** `koppel request open`: what a patient asks for, through the provider. */
export const requestOpen = defineVerb({
  name: "request open",
  summary: "Put on record what a patient asks for, through a provider",
  options: {
    kind: { type: "text", value: "KIND", required: true, choices: REQUEST_KINDS, help: "what is asked for" },
    provider: { type: "text", value: "NAME", required: true, help: "who passes it on, having checked who asks" },
    record: { type: "texts", value: "REGISTRY:PROVIDER:RECORD", help: "a record that it is about (can be repeated)" },
    received: { type: "text", value: "YYYY-MM-DD", help: "when it came in (default now)" },
    ...tableOptions,
  },
  example: "koppel request open --kind access --provider H01 --record NKKR:H01:H01-0000001",
  async run({ values, job }) {
    const { kind, provider, received } = values;
    const records = values.record.map(recordName);
    const request = { kind, provider, records, received: received === undefined ? undefined : day(received) };
    const result = await withTable(values, job.signal, (table) => table.rights.open(request));
    const text = `Request ${result.request} is open: answer it by ${result.target}, and by ${result.limit} at the latest.`;
    return { result, text };
  },
});

/** `koppel request list`: what is due. */
export const requestList = defineVerb({
  name: "request list",
  summary: "Show what patients asked for, and what is due or late",
  options: { all: { type: "flag", help: "show also what is done or refused" }, ...tableOptions },
  example: "koppel request list --all",
  async run({ values, job }) {
    const all = await withTable(values, job.signal, (table) => table.rights.requests());
    const result = all.filter(({ state }) => values.all || state === "open");
    const head = ["", "kind", "provider", "received", "target", "limit", "state"];
    return { result, text: result.length === 0 ? "Nothing is open." : textTable(result.map(row), head) };
  },
});

/** `koppel request close`: how it ended. */
export const requestClose = defineVerb({
  name: "request close",
  summary: "Put on record that a request is done, or refused and why",
  operands: { name: "REQUEST done|refused", least: 2, most: 2 },
  options: {
    reason: { type: "text", value: "TEXT", help: "what it rests on, needed for a refusal; never who the patient is" },
    ...tableOptions,
  },
  example: 'koppel request close 1 refused --reason "the patient is not known to H01"',
  async run({ values, operands, job }) {
    const [number, state] = operands as [string, string];
    if (state !== "done" && state !== "refused")
      throw new UsageError("request close: the last word is neither done nor refused", "As in request close 1 done.");
    const request = requestNumber("request close", number);
    const result = await withTable(values, job.signal, (table) => table.rights.close(request, state, values.reason));
    return { result, text: `Request ${request} is ${state}.` };
  },
});

function row({ request, kind, provider, received, target, limit, ...each }: PatientRequest): string[] {
  return [`#${request}`, kind, provider, received.slice(0, 10), target, limit, stateText(each)];
}

/** What is to be seen at a glance: how long there is left, or that it is late. */
function stateText({ state, daysLeft, late }: Pick<PatientRequest, "state" | "daysLeft" | "late">): string {
  if (state !== "open") return late === null ? state : `${state}, LATE`;
  if (late === null) return `${counted(daysLeft, "day")} left`;
  return late === "limit" ? "LIMIT PASSED" : "target passed";
}

function day(text: string): Date {
  const moment = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(moment.getTime())) return moment;
  throw new UsageError("request open: --received is no day", "Give it as in 2027-01-31.");
}
