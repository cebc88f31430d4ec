import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CHUNK_BYTES } from "./cipher.ts";
import { decryptColumn, encryptColumn, translateColumn } from "./column.ts";

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
// Sized in full: by default the generator stays under one value's 16 bytes, and every column would be empty.
const column = fc.nat(40).chain((n) => fc.uint8Array({ minLength: n * 16, maxLength: n * 16, size: "max" }));

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

describe("a column under AES-256", () => {
  it("gives the published values of NIST SP 800-38A, F.1.5", () => {
    const published = hex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    const plain = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
    const coded = hex("f3eed1bdb5d2a03c064b5a7e3db181f8591ccb10d410ed26dc5ba74a31362870");
    expect(encryptColumn(published, plain)).toEqual(coded);
    expect(decryptColumn(published, coded)).toEqual(plain);
  });

  it("translates as decryption and encryption would, there and back, also in place", () => {
    fc.assert(
      fc.property(key, key, column, (a, b, values) => {
        const there = translateColumn(a, b, values);
        expect(there).toEqual(encryptColumn(b, decryptColumn(a, values)));
        expect(translateColumn(b, a, there, there)).toEqual(values);
      }),
    );
  });

  it("maps distinct values to distinct ones and equal to equal", () => {
    fc.assert(
      fc.property(key, fc.array(fc.nat(99), { maxLength: 60, size: "max" }), (a, numbers) => {
        const values = new Uint8Array(numbers.length * 16);
        numbers.forEach((number, row) => (values[row * 16] = number));
        const coded = Buffer.from(encryptColumn(a, values));
        const seen = numbers.map((_, row) => coded.toString("hex", row * 16, row * 16 + 16));
        const pairs = new Set(numbers.map((number, row) => `${number} ${seen[row]}`));
        expect(pairs.size).toBe(new Set(numbers).size);
        expect(new Set(seen).size).toBe(new Set(numbers).size);
      }),
    );
  });

  it("is the same value by value as at once, across the chunks of a long column", () => {
    const [a, b] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const values = new Uint8Array(2 * CHUNK_BYTES + 48);
    new DataView(values.buffer).setUint32(CHUNK_BYTES, 0xdecade);
    new DataView(values.buffer).setUint32(2 * CHUNK_BYTES + 32, 7);
    const whole = translateColumn(a, b, values);
    for (const at of [0, CHUNK_BYTES - 16, CHUNK_BYTES, 2 * CHUNK_BYTES + 32]) {
      const one = translateColumn(a, b, values.slice(at, at + 16));
      expect(whole.slice(at, at + 16)).toEqual(one);
    }
    expect(decryptColumn(b, encryptColumn(b, values))).toEqual(values);
  });

  it("refuses a broken value, an output of another length and a short key", () => {
    const good = new Uint8Array(32);
    for (const run of [encryptColumn, decryptColumn]) {
      expect(() => run(good, new Uint8Array(17))).toThrow(/whole number of|17 bytes/);
      expect(() => run(good, good, new Uint8Array(48))).toThrow(expect.objectContaining({ code: "COLUMN_LENGTH" }));
      expect(() => run(new Uint8Array(16), good)).toThrow(expect.objectContaining({ code: "KEY_LENGTH" }));
    }
  });
});
