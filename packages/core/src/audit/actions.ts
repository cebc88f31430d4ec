import type { Compartment } from "@koppel/keyring";

/** What was done to data, in the letters of NEN 7513 and FHIR: made, read, changed, removed, carried out. */
type ActionCode = "C" | "R" | "U" | "D" | "E";

interface ActionKind {
  readonly code: ActionCode;
  /** What it is for (NEN 7513, purposeOfUse). */
  readonly purpose: "linkage" | "review" | "quality" | "keys" | "rights" | "audit";
  /** Whoever does it must open this compartment of the key ring: with a key of it the event is vouched for. */
  readonly authority: Compartment;
}

/** Everything that leaves an event in the audit trail. */
export const ACTIONS = {
  "table.create": { code: "C", purpose: "linkage", authority: "custody" },
  "registry.add": { code: "C", purpose: "linkage", authority: "custody" },
  "provider.add": { code: "C", purpose: "linkage", authority: "control" },
  "purpose.set": { code: "U", purpose: "linkage", authority: "control" },
  "model.calibrate": { code: "C", purpose: "quality", authority: "control" },
  "model.use": { code: "U", purpose: "linkage", authority: "control" },
  link: { code: "C", purpose: "linkage", authority: "control" },
  relink: { code: "U", purpose: "linkage", authority: "control" },
  decide: { code: "U", purpose: "review", authority: "table" },
  answer: { code: "U", purpose: "review", authority: "table" },
  "enquiry.make": { code: "C", purpose: "review", authority: "table" },
  undo: { code: "U", purpose: "review", authority: "table" },
  erase: { code: "D", purpose: "rights", authority: "control" },
  object: { code: "U", purpose: "rights", authority: "control" },
  "objection.policy": { code: "U", purpose: "rights", authority: "control" },
  "report.keep": { code: "C", purpose: "quality", authority: "control" },
  carry: { code: "E", purpose: "keys", authority: "pseudonyms" },
  map: { code: "E", purpose: "keys", authority: "pseudonyms" },
  "request.open": { code: "C", purpose: "rights", authority: "control" },
  "request.close": { code: "U", purpose: "rights", authority: "control" },
  "request.list": { code: "R", purpose: "rights", authority: "control" },
  restrict: { code: "U", purpose: "rights", authority: "control" },
  access: { code: "R", purpose: "rights", authority: "control" },
  "retention.set": { code: "U", purpose: "rights", authority: "control" },
  expire: { code: "D", purpose: "rights", authority: "control" },
  "retention.hold": { code: "U", purpose: "rights", authority: "control" },
  rekey: { code: "U", purpose: "keys", authority: "custody" },
  "case.list": { code: "R", purpose: "review", authority: "table" },
  "decision.list": { code: "R", purpose: "review", authority: "table" },
  look: { code: "R", purpose: "review", authority: "table" },
  "keys.rotate": { code: "C", purpose: "keys", authority: "custody" },
  "keys.change": { code: "U", purpose: "keys", authority: "custody" },
  "principal.add": { code: "C", purpose: "keys", authority: "custody" },
  "principal.remove": { code: "D", purpose: "keys", authority: "custody" },
  "principal.secret": { code: "U", purpose: "keys", authority: "trail" },
  "audit.show": { code: "R", purpose: "audit", authority: "trail" },
  "audit.export": { code: "R", purpose: "audit", authority: "trail" },
  "audit.sample": { code: "R", purpose: "audit", authority: "trail" },
  "audit.review": { code: "E", purpose: "audit", authority: "trail" },
} as const satisfies Record<string, ActionKind>;

export type Action = keyof typeof ACTIONS;
