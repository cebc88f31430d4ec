import { KoppelError } from "@koppel/core";
import { KeyringError } from "@koppel/keyring";
import { PseudonymError } from "@koppel/pseudonym";

import { UsageError } from "./usage-error.ts";

/** An error as the command shows it. */
export interface Fault {
  readonly code: string;
  readonly message: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly hint?: string | undefined;
  readonly exit: number;
}

/** What to say of an error: in full if it is one that Koppel or the system explains, else only that it is internal. */
export function faultOf(error: unknown, env: NodeJS.ProcessEnv, signal: AbortSignal): Fault {
  if (signal.aborted) return { code: "STOPPED", message: "stopped; nothing was changed", exit: 130 };
  if (error instanceof UsageError) return { code: error.code, message: error.message, hint: error.hint, exit: 2 };
  if (error instanceof KoppelError) {
    const { code, message, file, line, hint } = error;
    return { code, message, file, line, hint, exit: 1 };
  }
  if (error instanceof KeyringError || error instanceof PseudonymError) {
    return { code: error.code, message: error.message, hint: error.hint, exit: 1 };
  }
  if (isSystemError(error)) return { code: error.code, message: error.message, file: error.path, exit: 1 };
  if (env["KOPPEL_DEBUG"] === "1") {
    const stack = error instanceof Error ? error.stack : undefined;
    return { code: "INTERNAL", message: stack ?? String(error), exit: 1 };
  }
  // The message of an unforeseen error may quote anything, so it is shown on request only.
  const hint = "This is a fault of Koppel. Set KOPPEL_DEBUG=1 to see where; the details may quote data.";
  return { code: "INTERNAL", message: "internal error", hint, exit: 1 };
}

/** The lines of a fault for people. */
export function faultText({ message, hint }: Fault): string {
  return `koppel: ${message}${hint === undefined ? "" : `\n  ${hint}`}`;
}

/** Whether the operating system refused a file: such messages name a path and a reason, nothing else. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string; path: string } {
  return error instanceof Error && "syscall" in error && "path" in error && typeof error.path === "string";
}
