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
    type: "texts",
    value: "FILE",
    help: "file whose first line is the passphrase; else $KOPPEL_PASSPHRASE, else a prompt; one for each custodian that must be present",
  },
  "key-file": { type: "texts", value: "FILE", help: "key file that opens the ring, in place of a passphrase" },
  "root-command": {
    type: "text",
    value: "COMMAND",
    env: "KOPPEL_ROOT_COMMAND",
    help: "command that prints the key that opens the ring",
  },
} as const satisfies Options;

/**
 * The secrets that open a key ring, from the first of: options, environment, prompt.
 *
 * @throws KoppelError SECRET_MISSING, SECRET_UNREADABLE
 */
export async function secretsOf(
  values: Values<typeof secretOptions>,
  signal: AbortSignal,
): Promise<readonly RootSecret[]> {
  const given = givenSecrets(values);
  return given.length > 0 ? given : [{ passphrase: await asked("Passphrase: ", signal) }];
}

/**
 * One new secret, from the first of: option, environment, prompt, where it is asked for twice.
 *
 * @param from whether the environment may give it, which is for the secret of who works here
 * @throws UsageError for more than one; KoppelError SECRET_MISSING, SECRET_UNREADABLE, SECRET_MISTYPED
 */
export async function newSecretOf(
  values: Values<typeof secretOptions>,
  signal: AbortSignal,
  whose = "New passphrase",
  from: "anywhere" | "options" = "anywhere",
): Promise<RootSecret> {
  const [secret, ...more] = givenSecrets(values, from);
  if (more.length > 0) throw new UsageError("a new ring has one secret", "Give one passphrase, key file or command.");
  if (secret !== undefined) return secret;
  const passphrase = await asked(`${whose}: `, signal);
  if (passphrase !== (await asked("Once more: ", signal)))
    throw new KoppelError("SECRET_MISTYPED", "the two passphrases differ", { hint: "Try again." });
  return { passphrase };
}

/** Asks for a passphrase. @throws KoppelError SECRET_MISSING where there is no terminal */
export async function asked(question: string, signal: AbortSignal): Promise<string> {
  if (process.stdin.isTTY) return ask(question, signal);
  throw new KoppelError("SECRET_MISSING", "the key ring needs its secret, and there is no terminal to ask on", {
    hint: "Set KOPPEL_PASSPHRASE, or give --passphrase-file FILE, --key-file FILE or --root-command COMMAND.",
  });
}

function givenSecrets(values: Values<typeof secretOptions>, from: "anywhere" | "options" = "anywhere"): RootSecret[] {
  const { "passphrase-file": passphraseFiles, "key-file": keyFiles, "root-command": command } = values;
  const files = [
    ...passphraseFiles.map((file) => ({ passphrase: passphraseIn(file) })),
    ...keyFiles.map((keyFile) => ({ keyFile })),
  ];
  if (files.length > 0) return files;
  if (command !== undefined) return [{ command }];
  const passphrase = from === "anywhere" ? fromEnvironment() : undefined;
  return passphrase ? [{ passphrase }] : [];
}

/** Taken out of the environment once it is read, which commands and threads that are started inherit. */
function fromEnvironment(): string | undefined {
  const { KOPPEL_PASSPHRASE: passphrase } = process.env;
  delete process.env["KOPPEL_PASSPHRASE"];
  return passphrase;
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
