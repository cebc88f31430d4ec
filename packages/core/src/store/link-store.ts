import type { Manifest } from "@koppel/pseudonym";

import type { AuditHead } from "../audit/chain.ts";
import type { ByTextColumn, TextColumn } from "../evidence/texts.ts";
import type { Verdict } from "../linking/decisions.ts";
import type { PersonEvent } from "../linking/persons.ts";
import type { AuditStore } from "./audit-store.ts";
import type { Facts } from "./facts.ts";
import type { Generations } from "./generations.ts";
import type { ObjectionStore } from "./objection-store.ts";
import type { PartKeySource, PartKeyStore } from "./part-key-store.ts";
import type { EnquiryStore } from "./enquiry-store.ts";
import type { RequestStore } from "./request-store.ts";

/** What was fixed when the table was made, and what is in force. */
export interface Setup {
  /** Random id of the table. */
  readonly table: string;
  /** Id of the key ring it belongs to. */
  readonly ring: string;
  readonly partitions: number;
  /** Names of the pseudonym types of the table, in the order of their bits. */
  readonly types: readonly string[];
  /** The type whose values are the birth groups. */
  readonly anchor: string;
  /** The generation of sealed contents in force, and the version of the link domain of its evidence. */
  readonly generation: number;
  readonly linkVersion: number;
  /** Check value of the stage-1 key that providers use. */
  readonly sourceCheck: string;
}

export interface RegistryRow {
  readonly id: number;
  readonly name: string;
  readonly types: readonly string[];
  /** Whether type B may be delivered: asked for when the registry was made, and never for one in the register (R3, R4). */
  readonly serviceNumber: boolean;
  readonly inRegister: boolean;
}

export interface ProviderRow {
  readonly id: number;
  readonly name: string;
}

export interface DeliveryRow {
  readonly id: number;
  readonly run: number;
  readonly registry: number;
  readonly provider: number;
  readonly sha256: string;
  readonly stage: Manifest["stage"];
  readonly keyVersion: number;
  readonly records: number;
  readonly accepted: number;
}

/** Sealed evidence of one partition from one run. */
export interface SegmentRow {
  readonly run: number;
  /** Rows of the evidence. */
  readonly statements: number;
  readonly evidence: Uint8Array;
  readonly records: Uint8Array;
  readonly texts: ByTextColumn<Uint8Array>;
}

/** What linking made of one partition, in numbers. */
export interface PartitionCounts {
  readonly partition: number;
  readonly records: number;
  readonly persons: number;
  readonly localPatients: number;
  /** The run that wrote it. */
  readonly run: number;
}

/** What linking made of one partition; sealed. */
export interface PartitionRow extends PartitionCounts {
  readonly assignment: Uint8Array;
  readonly roster: Uint8Array;
}

export interface CaseRow {
  readonly id: number;
  /** Names the question whatever run finds it: a keyed digest of the local patients it is about. */
  readonly key: Uint8Array;
  readonly kind: string;
  /** Key of the strongest pattern class between the candidates. */
  readonly class: string;
  /** `closed`: linking no longer asks it; it comes back under its number when it does. */
  readonly state: "open" | "decided" | "closed";
  /** Where the question stands; -1 where it reaches over partitions. */
  readonly partition: number;
  /** Keyed tag of the birth group, eight bytes. */
  readonly birthGroup: Uint8Array;
  readonly run: number;
  readonly persons: readonly number[];
}

/** A decision and what became of it. */
export interface DecisionRow {
  readonly id: number;
  readonly verdict: Verdict;
  readonly parts: readonly (readonly DecidedPatient[])[];
  /** The case that it answered, or null. */
  readonly case: number | null;
  readonly run: number;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
  readonly undone: Undoing | null;
}

/** Who took a decision back, and why. */
export interface Undoing {
  readonly run: number;
  readonly by: string;
  readonly reason: string;
  readonly at: string;
}

/** A local patient that a decision names. */
export interface DecidedPatient {
  /** 32 hex digits. */
  readonly handle: string;
  readonly partition: number;
}

/** A person became one with another of a lower number over birth groups, or no longer is. */
export interface BridgeEvent {
  readonly kind: "bridged" | "unbridged";
  readonly person: number;
  readonly other: number;
}

/** A person's history, in part: what happened, and in which run. */
export type PersonEventRow = (PersonEvent | BridgeEvent) & { readonly run: number };

export interface RunRow {
  readonly id: number;
  readonly kind: string;
  readonly model: string;
  readonly started: string;
  readonly finished: string;
  readonly result: string;
}

/** A registry's values were carried to another version of its key. */
export interface CarryingRow {
  readonly id: number;
  /** A delivery was finalised, a stored file rewrapped, or a map of all values made. */
  readonly kind: "finalise" | "rewrap" | "map";
  readonly registry: number;
  /** Key version of the values before, null for those of stage 1. */
  readonly from: number | null;
  readonly to: number;
  /** The last run when it was done: a map holds what the table held then. */
  readonly run: number;
  /** SHA-256 of the file that was carried, hex; a map comes of no file. */
  readonly input: string | null;
  /** SHA-256 of the file that was made, hex. */
  readonly output: string;
  /** Records carried; 0 for a map. */
  readonly records: number;
  /** Pseudonyms carried. */
  readonly values: number;
  readonly at: string;
}

/** The sealed contents of a segment. */
export type SegmentPart = "evidence" | "records" | TextColumn;

/** What threads read for themselves: sealed contents of partitions, of the generation in force. */
export interface SegmentSource {
  readonly partKeys: PartKeySource;
  /** Does work whose readings all see one state of the table. */
  snapshot<T>(work: () => T): T;
  /** Runs that left a segment in the partition, oldest first. */
  segmentRuns(partition: number): number[];
  /** Rows of the evidence of a segment. */
  segmentStatements(partition: number, run: number): number;
  segmentPart(partition: number, run: number, part: SegmentPart): Uint8Array;
  partition(partition: number): PartitionRow | undefined;
  close(): void;
}

/**
 * Where a link table lives. The engine knows only this; SQLite is the first store behind it. Everything between `begin` and `commit`
 * becomes visible at once or not at all.
 */
export interface LinkStore extends SegmentSource {
  /** Path or address, for threads to open their own `SegmentSource`. */
  readonly location: string;
  readonly setup: Setup;
  /** What providers were asked. */
  readonly enquiries: EnquiryStore;
  readonly generations: Generations;
  readonly partKeys: PartKeyStore;
  /** Differs once anything was written, by whomever, but for the audit trail. */
  state(): string;
  begin(): void;
  /** Where part keys were taken out, nothing of them is left beside the table either, unless another process is reading it. */
  commit(): void;
  rollback(): void;
  /** Sees to it that nothing is left beside the table of what was deleted from it. @throws KoppelError TABLE_BUSY */
  emptyLog(): void;
  /** Digests of what lies readable in the table. O(rows of that). */
  facts(): Facts;
  /** Copies one state of the table to a file that is empty, while others may write; tells where the trail of the copy ends. */
  copyTo(path: string): Promise<AuditHead>;

  settings(): { name: string; value: string; at: string }[];
  addSetting(name: string, value: string): void;
  registries(): RegistryRow[];
  addRegistry(registry: Omit<RegistryRow, "id">): void;
  setAnchor(anchor: string): void;
  providers(): ProviderRow[];
  addProvider(name: string): void;
  models(): { json: string; at: string }[];
  model(version: string): string | undefined;
  addModel(version: string, json: string): void;

  runs(): RunRow[];
  addRun(run: RunRow): void;
  deliveries(): DeliveryRow[];
  addDelivery(delivery: DeliveryRow, recordKeys: Uint8Array): void;
  recordKeys(delivery: number): Uint8Array;
  /** Replaces the record keys of a delivery, and so how many of its records are taken. */
  setRecordKeys(delivery: number, recordKeys: Uint8Array, accepted: number): void;
  addSegment(partition: number, segment: SegmentRow): void;
  removeSegments(partition: number, runs: readonly number[]): void;
  partitions(): PartitionCounts[];
  setPartition(row: PartitionRow): void;
  /** The own number that the next new statement gets. */
  nextNumber(): number;
  setNextNumber(number: number): void;
  addPersonEvent(run: number, event: PersonEvent | BridgeEvent): void;
  /** What happened to these persons, in order. */
  personEvents(persons: readonly number[]): PersonEventRow[];
  /** Runs of which what they did to persons is not as they left it. O(all that happened to persons). */
  alteredHistories(): number[];
  bridges(): ReadonlyMap<number, number>;
  setBridge(person: number, kept: number): void;
  removeBridge(person: number): void;
  cases(): CaseRow[];
  /** Adds an open case, or opens the one of the same key, whose number and run stay, and brings it up to date. */
  setCase(row: Omit<CaseRow, "id" | "state">): void;
  setCaseState(id: number, state: CaseRow["state"]): void;
  decisions(): DecisionRow[];
  addDecision(row: Omit<DecisionRow, "undone">): void;
  /** Takes local patients, by their handles, out of all decisions, questions and requests. */
  forgetPatients(handles: readonly string[]): void;
  undoDecision(id: number, undoing: Undoing): void;
  /** In order of time. */
  carryings(): CarryingRow[];
  addCarrying(row: Omit<CarryingRow, "id" | "at">): void;

  /** Keeps a sealed report in place of the one before. */
  keepReport(sealed: Uint8Array): void;
  keptReport(): { readonly at: string; readonly sealed: Uint8Array } | undefined;
  readonly audit: AuditStore;
  readonly objections: ObjectionStore;
  readonly requests: RequestStore;
}
