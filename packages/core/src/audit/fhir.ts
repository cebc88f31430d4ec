import { ACTIONS } from "./actions.ts";
import type { RecordedEvent } from "./event.ts";

/** FHIR's purposes of use (v3-ActReason) for ours. */
const PURPOSE = {
  linkage: "HSYSADMIN",
  review: "HQUALIMP",
  quality: "HQUALIMP",
  keys: "HSYSADMIN",
  rights: "PATRQT",
  audit: "HCOMPL",
  continuity: "HSYSADMIN",
} as const;

const URI = "urn:koppel";

/**
 * An event as a FHIR R4 AuditEvent, whose fields are those of NEN 7513: event, users, objects, source. Subjects stay sealed: an auditor
 * sees that two events are about one, and not about whom.
 *
 * @param source ids of the link table and of the key ring
 */
export function fhirAuditEvent(
  event: RecordedEvent,
  source: { readonly table: string; readonly ring: string },
): object {
  const { id, at, by, action, outcome, roles, present, objects, detail } = event;
  const { code, purpose } = ACTIONS[action];
  const agents = [by, ...present].map((name, i) => ({
    role: roles.map((role) => ({ coding: [{ system: `${URI}:role`, code: role }] })),
    who: { identifier: { system: `${URI}:ring:${source.ring}:principal`, value: name } },
    name,
    requestor: i === 0,
  }));
  const details = Object.entries(detail).map(([type, value]) => ({ type, valueString: String(value) }));
  const entities = objects.map((object) => ({
    what: { identifier: { system: `${URI}:${object.type}`, value: object.id } },
    type: { system: `${URI}:object`, code: object.type },
  }));
  return {
    resourceType: "AuditEvent",
    id: `koppel-${id}`,
    type: { system: "http://terminology.hl7.org/CodeSystem/audit-event-type", code: "rest" },
    subtype: [{ system: `${URI}:action`, code: action }],
    action: code,
    recorded: at,
    outcome: outcome === "done" ? "0" : "4",
    purposeOfEvent: [
      {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ActReason", code: PURPOSE[purpose] }],
        text: purpose,
      },
    ],
    agent: agents,
    source: {
      observer: { identifier: { system: `${URI}:table`, value: source.table } },
      type: [{ system: "http://terminology.hl7.org/CodeSystem/security-source-type", code: "4" }],
    },
    entity: [...entities, ...(details.length === 0 ? [] : [{ name: "detail", detail: details }])],
  };
}
