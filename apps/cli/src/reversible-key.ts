import type { Options } from "./command.ts";
import { secretOptions } from "./secret.ts";

/** Which key of the provider's own, and what opens it. */
export const reversibleKeyOptions = {
  "reversible-key": {
    type: "text",
    value: "FILE",
    required: true,
    help: "the provider's own key, as koppel provider key makes it",
  },
  ...secretOptions,
  "signed-by": {
    type: "text",
    value: "KEY",
    help: "the TTP's key, 64 hex digits, as you know it from elsewhere (default the one in the enquiry)",
  },
} as const satisfies Options;
