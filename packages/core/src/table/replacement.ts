import { readBlock, TAKES_PART } from "../evidence/block.ts";
import { handleText, handleWords, rowsNamed } from "../linking/handles.ts";
import { joinWords } from "../evidence/words.ts";
import type { LocatedRecord } from "../workers/locate-task.ts";
import { wholeOf } from "./erasure.ts";
import type { Intake } from "./intake.ts";
import { locateKeys, textsOf } from "./lookup.ts";
import type { OpenTable } from "./open-table.ts";

/** Records that stand in the table and that deliveries bring anew. */
export interface Replacement {
  /** Keys of all records of the deliveries, `n * 4` words. */
  readonly keys: Uint32Array;
  /** Where those stand that are there. */
  readonly located: readonly LocatedRecord[];
  /** Their keys, and the handles of their local patients as far as the deliveries bring these too. */
  readonly returning: ReadonlySet<string>;
}

/** Nothing is replaced. */
export const NOTHING: Replacement = { keys: new Uint32Array(0), located: [], returning: new Set() };

/** What deliveries replace: the records that they bring and that are there already. O(records). */
export async function replacedBy(table: OpenTable, intakes: readonly Intake[]): Promise<Replacement> {
  const keys = joinWords(intakes.map(({ recordKeys }) => new Uint32Array(Uint8Array.from(recordKeys).buffer)));
  const located = await locateKeys(table, keys);
  const texts = textsOf(keys);
  const returning = new Set([...located.map(({ index }) => texts[index]), ...broughtBack(intakes, wholeOf(located))]);
  return { keys, located, returning };
}

/** Which of these local patients, by their handles, have a record in deliveries. */
function broughtBack(intakes: readonly Intake[], handles: ReadonlySet<string>): string[] {
  const wanted = handleWords([...handles].map((handle) => ({ handle })));
  return intakes
    .flatMap(({ slabs }) => slabs)
    .flatMap(({ bytes }) => {
      const block = readBlock(bytes);
      const named = rowsNamed(block, wanted);
      const found: string[] = [];
      for (let row = 0; row < block.rows; row++)
        if (named[row] === 1 && block.present[row] & TAKES_PART) found.push(handleText(block.handle, row));
      return found;
    });
}
