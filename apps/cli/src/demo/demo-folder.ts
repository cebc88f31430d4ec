import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { KoppelError } from "@koppel/core";

const MARK = ".koppel-demo";

/** Where a demo keeps its files: keys and link table in folders of their own. */
export interface DemoFolder {
  readonly path: string;
  readonly hospitals: string;
  readonly deliveries: string;
  readonly table: string;
  readonly keys: string;
  readonly sourceKey: string;
}

/**
 * Makes the folder of a demo anew. One that an earlier demo made is replaced; any other is left alone.
 *
 * @throws KoppelError NOT_A_DEMO_FOLDER
 */
export function demoFolder(path: string): DemoFolder {
  if (existsSync(path) && !existsSync(join(path, MARK))) {
    throw new KoppelError("NOT_A_DEMO_FOLDER", `${path} is there already, and no demo made it`, {
      hint: "It is left as it is: name another folder with --keep DIR.",
    });
  }
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, MARK), "Made by koppel demo, which may replace this folder.\n");
  const folder = {
    path,
    hospitals: join(path, "hospitals"),
    deliveries: join(path, "deliveries"),
    table: join(path, "table", "koppel.db"),
    keys: join(path, "keys", "keys.json"),
    sourceKey: join(path, "keys", "source.json"),
  };
  mkdirSync(folder.deliveries);
  return folder;
}
