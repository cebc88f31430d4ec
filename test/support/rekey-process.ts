/**
 * Re-keys a table as often as it is told to, to be killed at any moment: `rekey-process.ts TABLE RING KEYFILE`. Says `ready` once its
 * thread has started, so that what is killed is the work and not the start, and `done` when it came to its end.
 */
import { KeyRing } from "@koppel/keyring";

import { OpenTable } from "../../packages/core/src/table/open-table.ts";
import { rekeyTable } from "../../packages/core/src/table/rekeying.ts";
import { SqliteStore } from "../../packages/core/src/store/sqlite-store.ts";
import { WorkerPool } from "../../packages/core/src/workers/pool.ts";

const [path, ringPath, keyFile] = process.argv.slice(2) as [string, string, string];
const pool = new WorkerPool(1);
const open = async (): Promise<OpenTable> =>
  new OpenTable(SqliteStore.open(path), await KeyRing.open(ringPath, { keyFile }), pool);
const first = await open();
await pool.run("locate", { context: first.context(), partitions: [], keys: new Uint32Array(0) });
first.store.close();
console.log("ready");
for await (const _ of process.stdin) {
  const table = await open();
  await rekeyTable(table, {});
  table.store.close();
  console.log("done");
}
await pool.close();
