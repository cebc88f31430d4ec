import { checkpointOf, type Checkpoint } from "../audit/checkpoint.ts";
import type { RecordedEvent } from "../audit/event.ts";
import { fhirAuditEvent } from "../audit/fhir.ts";
import { writeTrail } from "../audit/trail-file.ts";
import { KoppelError } from "../errors.ts";
import { writeWhole } from "../files/whole-file.ts";
import type { OpenTable } from "./open-table.ts";
import { eventsOf, type TrailQuery } from "./trail-events.ts";
import { reviewTrail, sampleTrail, type TrailReview, type TrailSample } from "./trail-review.ts";
import { verifyTrail, type TrailVerification } from "./trail-verification.ts";

/** The audit trail of a table, to be read, checked, handed out and reviewed (R52). Reading it is an event of the trail as well. */
export class TableAudit {
  readonly #table: OpenTable;

  constructor(table: OpenTable) {
    this.#table = table;
  }

  /** Events, oldest first; subjects stay sealed. O(events). @throws KeyringError NOT_GRANTED; KoppelError EVENT_BROKEN */
  events(query: TrailQuery = {}): RecordedEvent[] {
    const found = eventsOf(this.#table, query);
    this.#table.trail.note({ action: "audit.show", detail: { events: found.length } });
    return found;
  }

  /** By subject of an event, in order: the record or local patient that it names, 32 hex digits; undefined where that was erased. */
  subjects({ objects }: RecordedEvent): (string | undefined)[] {
    const { subjects } = this.#table.trail;
    return objects.filter(({ type }) => type === "subject").map(({ id }) => subjects.open(id));
  }

  /** Checks the trail from end to end. @param checkpoint where it was known to be once @throws KeyringError NOT_GRANTED */
  verify(checkpoint?: Checkpoint): TrailVerification {
    return verifyTrail(this.#table, checkpoint);
  }

  /** Where the trail ends, to be kept by somebody else. @throws KoppelError NO_EVENTS */
  checkpoint(): Checkpoint {
    const { store, setup } = this.#table;
    const head = store.audit.head();
    if (head !== undefined) return checkpointOf(setup.table, head);
    throw new KoppelError("NO_EVENTS", "the audit trail is empty", { file: store.location });
  }

  /**
   * Writes the trail to a file: as a `chain` that can be checked without the table, events sealed; or as FHIR R4 AuditEvents, a line each.
   *
   * @returns events written; @throws KeyringError NOT_GRANTED; KoppelError OUTPUT_UNWRITABLE
   */
  async export(path: string, form: "chain" | "fhir"): Promise<number> {
    const { store, ring, setup, trail } = this.#table;
    trail.note({ action: "audit.export", detail: { form } });
    const rows = store.audit.rows();
    const ends = { head: store.audit.head(), base: store.audit.base() };
    if (form === "chain") return writeTrail(path, setup.table, ring.certificate(), ends, rows);
    const source = { table: setup.table, ring: ring.id };
    let events = 0;
    function* lines(): Generator<string> {
      for (const row of rows) {
        events++;
        yield `${JSON.stringify(fhirAuditEvent(trail.open(row), source))}\n`;
      }
    }
    await writeWhole(path, lines());
    return events;
  }

  /** Draws events since the last review, each as likely as any other. @throws KoppelError NO_EVENTS */
  sample(size: number): TrailSample {
    return sampleTrail(this.#table, size);
  }

  /** Records what a look at a sample told. @throws KoppelError SAMPLE_NOT_FOUND, SAMPLE_REVIEWED, BAD_REASON */
  review(review: TrailReview): void {
    reviewTrail(this.#table, review);
  }
}
