import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

import { KoppelError } from "@koppel/core";

type Kind = "keys" | "table";

/** By what is to be written: what may not lie in its folder. */
const APART = {
  keys: { from: "table", message: "would lie in the folder of a link table" },
  table: { from: "keys", message: "would lie in the folder of a key ring" },
} as const satisfies Record<Kind, { from: Kind; message: string }>;

/**
 * Refuses a place for keys, or a copy of them, where a link table or a copy of one lies, and the other way round.
 *
 * @param other where one of the other kind is, or is to be
 * @throws KoppelError KEYS_BESIDE_TABLE (DESIGN, section 4)
 */
export function refuseBeside(kind: Kind, path: string, other: string): void {
  const folder = realFolder(path);
  const { from, message } = APART[kind];
  if (folder !== realFolder(other) && !filesIn(folder).some((file) => kindOf(file) === from)) return;
  throw new KoppelError("KEYS_BESIDE_TABLE", `${path} ${message}`, {
    hint: "Whoever takes that folder would have both: keep keys, and copies of them, in folders of their own.",
  });
}

/** The folder of a file, links followed as far as it exists. */
function realFolder(path: string): string {
  let folder = dirname(resolve(path));
  let rest = "";
  while (!existsSync(folder)) {
    rest = folder.slice(dirname(folder).length) + rest;
    folder = dirname(folder);
  }
  return resolve(realpathSync(folder) + rest);
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(folder, entry.name)] : [],
  );
}

/** What a file is, by its first bytes: those of a key ring, or of a SQLite file with the application id "KOPP". */
function kindOf(path: string): Kind | undefined {
  const head = Buffer.alloc(100);
  const file = openSync(path, "r");
  try {
    readSync(file, head);
  } finally {
    closeSync(file);
  }
  const text = head.toString("latin1");
  if (/^\{\s*"format": "koppel-key-ring"/.test(text)) return "keys";
  return text.startsWith("SQLite format 3\0") && text.slice(68, 72) === "KOPP" ? "table" : undefined;
}
