import { z } from "zod";

import { ROLES } from "@koppel/keyring";

import { ACTIONS, type Action } from "./actions.ts";

/** What an event was about, as numbers and names that tell no patient; local patients and records are sealed one by one. */
const objectSchema = z.strictObject({
  type: z.enum([
    "case",
    "decision",
    "domain",
    "event",
    "file",
    "model",
    "person",
    "principal",
    "provider",
    "registry",
    "request",
    "run",
    "subject",
    "type",
  ]),
  /** Of a `subject` the sealed key or handle of a record or local patient, base64. */
  id: z.string(),
});

const detail = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** An event as it lies, sealed, in the trail; its moment and who caused it stand beside it. */
export const eventSchema = z.strictObject({
  action: z.enum(Object.keys(ACTIONS) as [Action, ...Action[]]),
  /** `refused`: the data or the state said no, and nothing was changed. */
  outcome: z.enum(["done", "refused"]),
  roles: z.array(z.enum(ROLES)),
  /** Members of a quorum who were present. */
  present: z.array(z.string()),
  objects: z.array(objectSchema),
  detail,
  /** What custody had signed of the key ring at that moment, 16 hex digits: a ring changed without an event shows. */
  ring: z.string(),
  /** Made with a key of the compartment that the action needs, 32 hex digits; empty where it was refused. */
  proof: z.string(),
});

export type StoredEvent = z.infer<typeof eventSchema>;

/** What an event was about. Of a `subject`, `id` is the key of a record or the handle of a local patient, 32 hex digits. */
export type AuditObject = StoredEvent["objects"][number];

/** An event to be recorded. */
export interface AuditEvent {
  readonly action: Action;
  readonly objects?: readonly AuditObject[] | undefined;
  readonly detail?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** An event as an auditor reads it. */
export interface RecordedEvent extends Omit<StoredEvent, "proof"> {
  readonly id: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Name of the principal. */
  readonly by: string;
}
