/**
 * Works on a table as often as it is told to, to be killed at any moment: `table-program.ts TABLE RING KEYFILE`. Says `ready` once its thread
 * has started, so that what is killed is the work and not the start. Each line is a `Work` as JSON; says `done` when that came to its end.
 */
import { createInterface } from "node:readline";

import { KeyRing } from "@koppel/keyring";

import { eraseRecordsOf } from "../../packages/core/src/table/erasure.ts";
import { OpenTable } from "../../packages/core/src/table/open-table.ts";
import { rekeyTable } from "../../packages/core/src/table/rekeying.ts";
import { SqliteStore } from "../../packages/core/src/store/sqlite-store.ts";
import { WorkerPool } from "../../packages/core/src/workers/pool.ts";
import type { Work } from "./table-process.ts";

const [path, ringPath, keyFile] = process.argv.slice(2) as [string, string, string];
const pool = new WorkerPool(1);
const open = async (): Promise<OpenTable> =>
  new OpenTable(SqliteStore.open(path), await KeyRing.open(ringPath, { keyFile }), pool);
const first = await open();
await pool.run("locate", { context: first.context(), partitions: [], keys: new Uint32Array(0) });
first.store.close();
console.log("ready");
for await (const line of createInterface(process.stdin)) {
  const { erase } = JSON.parse(line) as Work;
  const table = await open();
  await (erase === undefined ? rekeyTable(table, {}) : eraseRecordsOf(table, erase, {}));
  table.store.close();
  console.log("done");
}
await pool.close();
