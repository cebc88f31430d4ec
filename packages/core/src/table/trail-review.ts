import type { RecordedEvent } from "../audit/event.ts";
import { drawSample } from "../audit/sampling.ts";
import { KoppelError } from "../errors.ts";
import type { OpenTable } from "./open-table.ts";
import { checkReason } from "./reason.ts";
import { eventsOf } from "./trail-events.ts";

/** Events drawn for a person to look at (R52). */
export interface TrailSample {
  /** Number of the event that tells of the drawing; what was found is told under it. */
  readonly sample: number;
  /** The events since the last review, from which they were drawn. */
  readonly from: number;
  readonly to: number;
  readonly events: readonly RecordedEvent[];
}

/** What somebody found in a sample. */
export interface TrailReview {
  /** Number of the sample. */
  readonly sample: number;
  readonly finding: "nothing" | "something";
  /** One line, for who reads it later. */
  readonly remark: string;
}

/** Draws events since the last review, each as likely as any other, and records that they were drawn. @throws KoppelError NO_EVENTS */
export function sampleTrail(table: OpenTable, size: number): TrailSample {
  const all = eventsOf(table, {});
  const reviewed = all.findLast(({ action, outcome }) => action === "audit.review" && outcome === "done");
  const first = all[0]?.id ?? 1;
  const from = Math.max(Number(reviewed?.detail["to"] ?? 0) + 1, first);
  const to = first + all.length - 1;
  if (to < from) throw new KoppelError("NO_EVENTS", "there are no events since the last review");
  const drawn = drawSample(from, to, size);
  const detail = { from, to, drawn: drawn.join(" ") };
  table.trail.note({ action: "audit.sample", detail });
  return { sample: table.store.audit.head()!.id, from, to, events: drawn.map((id) => all[id - first]) };
}

/**
 * Records what a look at a sample told.
 *
 * @throws KoppelError SAMPLE_NOT_FOUND, SAMPLE_REVIEWED, REASON_MISSING, BAD_REASON
 */
export function reviewTrail(table: OpenTable, { sample, finding, remark }: TrailReview): void {
  checkReason(remark);
  const all = eventsOf(table, { action: "audit" });
  const drawn = all.find(({ id, action, outcome }) => id === sample && action === "audit.sample" && outcome === "done");
  if (drawn === undefined)
    throw new KoppelError("SAMPLE_NOT_FOUND", `event ${sample} drew no sample`, {
      hint: "`koppel audit sample` draws one and tells its number.",
    });
  if (all.some(({ action, detail }) => action === "audit.review" && detail["sample"] === sample))
    throw new KoppelError("SAMPLE_REVIEWED", `sample ${sample} was reviewed already`, { hint: "Draw another." });
  const { from, to } = drawn.detail;
  const objects = [{ type: "event", id: String(sample) } as const];
  table.trail.note({ action: "audit.review", objects, detail: { sample, from, to, finding, remark } });
}
