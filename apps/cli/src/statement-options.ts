import { userInfo } from "node:os";

import type { Statement } from "@koppel/core";

import type { Options, Values } from "./command.ts";

/** Who says something that stays on record, and why. */
export const statementOptions = {
  reason: { type: "text", value: "TEXT", required: true, help: "what it rests on; never who the patient is" },
  by: { type: "text", value: "NAME", help: "who says it; by default the name you are logged in with" },
} as const satisfies Options;

/** The statement that these options make. */
export function statementOf({ reason, by }: Values<typeof statementOptions>): Statement {
  return { reason, by: by ?? userInfo().username };
}
