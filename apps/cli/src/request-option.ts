import type { Options } from "./command.ts";

/** Which request of a patient something is done for. */
export const requestOption = {
  request: {
    type: "whole",
    value: "N",
    least: 1,
    most: Number.MAX_SAFE_INTEGER,
    required: true,
    help: "the open request that asks for it",
  },
} as const satisfies Options;
