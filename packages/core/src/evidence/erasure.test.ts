import { expect, it } from "vitest";

import { allocateBlock, HAS_NUMBER, TAKES_PART } from "./block.ts";
import { eraseRecords } from "./erasure.ts";
import { recordsOf } from "./records.ts";
import { statementsOf } from "./statements.ts";

it("takes records out, and leaves statements as if only the others had made them", () => {
  // Three statements: records 0, 2 and 4 make the first, 1 the second, 3 the third.
  const block = allocateBlock(5, 1);
  for (const [row, patient] of [1, 2, 1, 3, 1].entries()) {
    block.present[row] = HAS_NUMBER | TAKES_PART | 1;
    block.number.set([patient], row * 4);
    block.values[0]!.set([patient], row * 4);
    block.record.set([10 - row], row * 4);
    block.date[row] = 100 + row;
    block.line[row] = 2 + row;
    block.delivery[row] = row < 2 ? 0 : 1;
  }
  const providerOf = Int32Array.of(7, 7);
  const { statements, statementOf } = statementsOf(block, providerOf);
  const records = recordsOf(block, statementOf);
  expect([...statementOf]).toEqual([0, 1, 0, 2, 0]);

  const left = eraseRecords(statements, records, (r) => [0, 1, 4].includes(r));
  expect([[...left.rows], [...left.kept], [...left.records.statement]]).toEqual([
    [0, 2],
    [2, 3],
    [0, 1],
  ]);
  expect([...left.block.record].filter((_, i) => i % 4 === 0)).toEqual([8, 7]);
  expect([...left.block.date]).toEqual([102, 103]);
  expect([...left.block.line]).toEqual([0, 5]);
  expect([...left.block.delivery]).toEqual([1, 1]);
  expect([...left.block.values[0]!].filter((_, i) => i % 4 === 0)).toEqual([1, 3]);
  expect(eraseRecords(statements, records, () => true).block.rows).toBe(0);
});
