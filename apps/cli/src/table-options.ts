import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { KoppelError, LinkTable, registriesOf } from "@koppel/core";
import { KeyRing, KeyringError } from "@koppel/keyring";

import type { Options, Values } from "./command.ts";
import { asked, secretOptions, secretsOf } from "./secret.ts";

/** Which key ring, and what opens it. */
export const ringOptions = {
  keys: {
    type: "text",
    value: "FILE",
    env: "KOPPEL_KEYS",
    default: "~/.config/koppel/keys.json",
    help: "the key ring",
  },
  ...secretOptions,
} as const satisfies Options;

/** Which link table. */
export const tablePath = {
  type: "text",
  value: "FILE",
  env: "KOPPEL_TABLE",
  default: "./koppel.db",
  help: "the link table",
} as const;

/** Which link table, which key ring, and what opens that. */
export const tableOptions = { table: tablePath, ...ringOptions } as const satisfies Options;

/** How many threads a long job works with. */
export const threadsOption = {
  threads: { type: "whole", value: "N", least: 1, most: 256, help: "threads to work with (default one a core)" },
} as const satisfies Options;

/** A path as given, `~/` being the home folder. */
export function homePath(path: string): string {
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

/**
 * Opens the key ring; a ring that is not there is told before its secret is asked for. Where one of a quorum sits at the terminal, the
 * others are asked for too.
 */
export async function openRing(values: Values<typeof ringOptions>, signal: AbortSignal): Promise<KeyRing> {
  const keys = homePath(values.keys);
  if (!existsSync(keys)) {
    throw new KoppelError("RING_NOT_FOUND", `there is no key ring at ${keys}`, {
      hint: "Make one with koppel init, or say where it is: --keys FILE or KOPPEL_KEYS.",
    });
  }
  const secrets = [...(await secretsOf(values, signal))];
  for (;;) {
    try {
      return await KeyRing.open(keys, secrets);
    } catch (error) {
      const more = error instanceof KeyringError && error.code === "QUORUM_MISSING" && process.stdin.isTTY;
      if (!more) throw error;
      secrets.push({ passphrase: await asked("Passphrase of another member: ", signal) });
    }
  }
}

/** Opens the link table for the time of `use`, and closes it whatever happens. */
export async function withTable<T>(
  values: Values<typeof tableOptions> & { readonly threads?: number | undefined },
  signal: AbortSignal,
  use: (table: LinkTable, ring: KeyRing) => T | Promise<T>,
): Promise<T> {
  const path = homePath(values.table);
  // A table that is not there is told before a secret is asked for.
  registriesOf(path);
  const ring = await openRing(values, signal);
  const table = LinkTable.open({ path, ring, threads: values.threads });
  try {
    return await use(table, ring);
  } finally {
    await table.close();
  }
}
