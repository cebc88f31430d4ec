import type { RecordedEvent } from "@koppel/core";

import { textTable } from "./text-table.ts";

const LONGEST = 34;

/** Events of the audit trail, a line each. */
export function eventTable(events: readonly RecordedEvent[]): string {
  const rows = events.map(({ id, at, by, action, outcome, objects, detail, present }) => {
    const about = objects.map(({ type, id: which }) => (type === "subject" ? "a patient" : `${type} ${which}`));
    const told = Object.entries(detail).map(([name, value]) => `${name} ${value}`);
    const text = [...new Set(about), ...told].join(", ");
    return [
      `#${id}`,
      at.slice(0, 16).replace("T", " "),
      present.length === 0 ? by : `${by}: ${present.join(" ")}`,
      outcome === "done" ? action : `${action} (refused)`,
      text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text,
    ];
  });
  return textTable(rows, ["event", "when (UTC)", "who", "what", "about"]);
}
