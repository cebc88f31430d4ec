// Speed of the key ring's bulk work: `node -C dev bench/keyring.ts`.
import { randomBytes } from "node:crypto";

import { decryptColumn, encryptColumn, seal, translateColumn, unseal } from "@koppel/keyring";
import { Bench } from "tinybench";

const VALUE_BYTES = 16;
const [from, to] = [randomBytes(32), randomBytes(32)];
const columns = [100, 10_000, 1_000_000].map((values) => randomBytes(values * VALUE_BYTES));

const bench = new Bench({ time: 500, warmupTime: 100 });
const bytesOf = new Map<string, number>();

function add(name: string, column: Uint8Array, run: () => void): void {
  const task = `${name}, ${(column.length / VALUE_BYTES).toLocaleString("en")} values`;
  bytesOf.set(task, column.length);
  bench.add(task, run);
}

for (const column of columns) {
  const out = new Uint8Array(column.length);
  const sealed = seal(from, column, "bench");
  add("encrypt", column, () => encryptColumn(from, column, out));
  add("decrypt", column, () => decryptColumn(from, column, out));
  add("translate", column, () => translateColumn(from, to, column, out));
  add("seal", column, () => seal(from, column, "bench"));
  add("unseal", column, () => unseal(from, sealed, "bench"));
}

await bench.run();
console.table(
  bench.table((task) => {
    const result = task.result;
    if (!("latency" in result)) throw new Error(`${task.name} did not run`);
    const bytesPerSecond = (bytesOf.get(task.name) ?? 0) / (result.latency.p50 / 1000);
    return {
      task: task.name,
      "median ms": result.latency.p50.toFixed(3),
      "M values/s": (bytesPerSecond / VALUE_BYTES / 1e6).toFixed(1),
      "MB/s": (bytesPerSecond / 1e6).toFixed(0),
    };
  }),
);
