import type { Options } from "./command.ts";

/** Why something is so that stays on record. */
export const reasonOption = {
  reason: { type: "text", value: "TEXT", required: true, help: "what it rests on; never who the patient is" },
} as const satisfies Options;
