import * as fc from "fast-check";
import { expect, it } from "vitest";

import type { RecordIds } from "../intake/slab.ts";
import { joinRecordIds, readRecordIds, recordIdAt, recordIdBytes } from "./record-ids.ts";

const texts = fc.array(fc.string({ unit: "binary", maxLength: 8 }), { maxLength: 6 });

it("record ids come back from their bytes, and from several stretches as one", () => {
  fc.assert(
    fc.property(fc.array(texts, { maxLength: 4 }), (parts) => {
      const stored = parts.map((part) => readRecordIds(recordIdBytes(toIds(part))));
      const joined = joinRecordIds(stored);
      const shown = parts.flat().map((text) => Buffer.from(text).toString());
      expect(shown.map((_, i) => recordIdAt(joined, i))).toEqual(shown);
      expect(joined.offsets.length).toBe(shown.length + 1);
      expect(recordIdBytes(readRecordIds(recordIdBytes(joined)))).toEqual(recordIdBytes(joined));
    }),
  );
});

/** As the parser leaves them: the text has room to spare. */
function toIds(texts: readonly string[]): RecordIds {
  const encoded = texts.map((text) => Buffer.from(text));
  const offsets = Uint32Array.from([0, ...encoded.map((_, i) => Buffer.concat(encoded.slice(0, i + 1)).length)]);
  return { text: Buffer.concat([...encoded, Buffer.from("to spare")]), offsets };
}
