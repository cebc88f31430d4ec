import { parseValue, toBase64url, toHex } from "@koppel/pseudonym";
import * as fc from "fast-check";
import { expect, it } from "vitest";

import { decodeHex, decodeValue } from "./value-decoder.ts";

const value = fc.uint8Array({ minLength: 16, maxLength: 16, size: "max" });
const written = fc.oneof(
  value.map(toHex),
  value.map((bytes) => toHex(bytes).toUpperCase()),
  value.map(toBase64url),
  // The last character of a base64url value has four bits to spare.
  fc.tuple(value, fc.constantFrom(..."AQgwBhx_")).map(([bytes, last]) => toBase64url(bytes).slice(0, 21) + last),
  fc
    .integer({ min: 20, max: 34 })
    .chain((n) => fc.string({ unit: fc.constantFrom("0", "f", "G", "_"), minLength: n, maxLength: n })),
);
const damaged = fc
  .tuple(written, fc.nat(33), fc.nat(255))
  .map(([text, at, code]) => text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1));

it("decodes the texts that are values, and tells what is wrong with the others", () => {
  fc.assert(
    fc.property(fc.oneof(written, damaged), fc.nat(5), (text, shift) => {
      const bytes = Buffer.from(`${" ".repeat(shift)}${text}  `, "latin1");
      const out = new Uint32Array(6);
      const wrong = decodeValue(bytes, shift, shift + text.length, out, 1);
      const expected = parseValue(text);
      const kind = text.length === 32 ? "BAD_HEX" : text.length === 22 ? "BAD_BASE64URL" : "BAD_VALUE_LENGTH";
      expect(wrong).toBe(expected === null ? kind : null);
      if (text.length === 32) expect(decodeHex(bytes, shift, out, 1)).toBe(wrong === null);
      if (expected !== null)
        expect(new Uint8Array(out.buffer)).toEqual(Uint8Array.of(0, 0, 0, 0, ...expected, 0, 0, 0, 0));
    }),
    { numRuns: 3000 },
  );
});
