import { createHash } from "node:crypto";

import { WORDS } from "../evidence/block.ts";
import { add, digestPersons } from "../workers/fingerprint-task.ts";
import type { OpenTable } from "./open-table.ts";

/** Hash of the partition of records into persons, and what was counted on the way. O(records), in the threads. */
export async function fingerprintOf(
  table: OpenTable,
): Promise<{ fingerprint: string; persons: number; records: number }> {
  const bridges = table.store.bridges();
  const bridged = [...new Set([...bridges.keys(), ...bridges.values()])];
  const context = table.context();
  const total = new Uint32Array(WORDS);
  const parts = new Map<number, Uint32Array>();
  let persons = 0;
  let records = 0;
  const tasks = table.shares().map((partitions) => ({ context, partitions, bridged }));
  await table.pool.runAll("fingerprint", tasks, (share) => {
    add(total, share.sum);
    persons += share.persons;
    records += share.records;
    for (const { person, sum } of share.parts) {
      const kept = bridges.get(person) ?? person;
      const known = parts.get(kept) ?? new Uint32Array(WORDS);
      add(known, sum);
      parts.set(kept, known);
    }
  });
  add(total, digestPersons([...parts.values()]));
  persons += parts.size;
  const hash = createHash("sha256").update(new Uint8Array(total.buffer)).update(`|${persons}|${records}`);
  return { fingerprint: hash.digest("hex"), persons, records };
}
