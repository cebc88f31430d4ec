import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

import { KoppelError } from "@koppel/core";
import type { RootSecret } from "@koppel/keyring";

import type { Options, Values } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** Where the secret of a key ring may come from; besides these KOPPEL_PASSPHRASE, and a prompt on a terminal. */
export const secretOptions = {
  "passphrase-file": {
    type: "text",
    value: "FILE",
    help: "file whose first line is the passphrase; else $KOPPEL_PASSPHRASE, else a prompt",
  },
  "key-file": { type: "text", value: "FILE", help: "key file that opens the ring, in place of a passphrase" },
} as const satisfies Options;

/**
 * The secret of a key ring, from the first of: option, environment, prompt. A new one is asked for twice.
 *
 * @throws UsageError for both options at once; KoppelError SECRET_MISSING, SECRET_UNREADABLE, SECRET_MISTYPED
 */
export async function secretOf(
  values: Values<typeof secretOptions>,
  signal: AbortSignal,
  purpose: "open" | "create" = "open",
): Promise<RootSecret> {
  const { "passphrase-file": passphraseFile, "key-file": keyFile } = values;
  if (passphraseFile !== undefined && keyFile !== undefined) {
    throw new UsageError("--passphrase-file and --key-file exclude each other", "Give one of them.");
  }
  if (keyFile !== undefined) return { keyFile };
  if (passphraseFile !== undefined) return { passphrase: passphraseIn(passphraseFile) };
  const passphrase = process.env["KOPPEL_PASSPHRASE"];
  if (passphrase) return { passphrase };
  if (!process.stdin.isTTY) {
    throw new KoppelError("SECRET_MISSING", "the key ring needs its secret, and there is no terminal to ask on", {
      hint: "Set KOPPEL_PASSPHRASE, or give --passphrase-file FILE or --key-file FILE.",
    });
  }
  const typed = await ask(purpose === "create" ? "New passphrase: " : "Passphrase: ", signal);
  if (purpose === "create" && typed !== (await ask("Once more: ", signal))) {
    throw new KoppelError("SECRET_MISTYPED", "the two passphrases differ", { hint: "Try again." });
  }
  return { passphrase: typed };
}

/** The passphrase in a file: its first line. @throws KoppelError SECRET_UNREADABLE */
export function passphraseIn(path: string): string {
  try {
    return readFileSync(path, "utf8").split(/\r?\n/, 1)[0]!;
  } catch (cause) {
    const hint = "Check the path and that this account may read it.";
    throw new KoppelError("SECRET_UNREADABLE", "the passphrase file cannot be read", { file: path, hint, cause });
  }
}

/** Asks on the terminal without showing what is typed. */
async function ask(question: string, signal: AbortSignal): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.on("close", () => reject(new UsageError("no passphrase was given", "Try again.")));
      terminal.question("", { signal }).then(resolve, reject);
    });
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
}
