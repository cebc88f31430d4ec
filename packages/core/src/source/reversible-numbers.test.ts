import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KeyRing } from "@koppel/keyring";
import * as fc from "fast-check";
import { afterAll, expect, it } from "vitest";

import { answerKey, REVERSIBLE_DOMAIN, ReversibleNumbers } from "./reversible-numbers.ts";

const folder = mkdtempSync(join(tmpdir(), "koppel-reversible-"));
const keyFile = join(folder, "secret");
writeFileSync(keyFile, Buffer.alloc(32, 3));
afterAll(() => rmSync(folder, { recursive: true }));

async function ringOf(name: string, material?: Uint8Array): Promise<KeyRing> {
  const ring = await KeyRing.create(join(folder, `${name}.json`), { keyFile });
  ring.addDomain(REVERSIBLE_DOMAIN, "reversible", material);
  return ring;
}

const ring = await ringOf("H01");
const numbers = new ReversibleNumbers(ring, "H01", "NKKR");
const wrong = expect.objectContaining({ code: "WRONG_REVERSIBLE_KEY" });

it("a number comes back as it was, and up to 31 bytes nothing tells how long it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (number) => {
      const sealed = numbers.seal(number);
      const bytes = Buffer.byteLength(number);
      expect(numbers.open(sealed)).toBe(number);
      expect(sealed).toMatch(/^[\w-]+$/);
      expect(sealed.length).toBe(Math.ceil(((4 + 29 + 32 * Math.ceil((bytes + 1) / 32)) * 4) / 3));
      expect(numbers.seal(number)).not.toBe(sealed);
    }),
  );
});

it("opens for no other provider, registry or key, and not when a byte was turned", async () => {
  const sealed = numbers.seal("00123456");
  for (const other of [
    new ReversibleNumbers(ring, "H02", "NKKR"),
    new ReversibleNumbers(ring, "H01", "NKR"),
    new ReversibleNumbers(await ringOf("H02"), "H01", "NKKR"),
  ])
    expect(() => other.open(sealed)).toThrow(wrong);
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.constantFrom(..."Ab0_"), (at, sign) => {
      const turned = sealed.slice(0, at) + sign + sealed.slice(at + 1);
      if (turned === sealed) return;
      let opened: string | undefined;
      try {
        opened = numbers.open(turned);
      } catch {
        return;
      }
      // The last sign has two bits to spare, which stand for nothing.
      expect([at, opened]).toEqual([sealed.length - 1, "00123456"]);
    }),
  );
  for (const none of ["", "AAAA", "AQAAAA"]) expect(() => numbers.open(none)).toThrow(wrong);
});

it("tells its key version, and opens under that version only", async () => {
  const sealed = Buffer.from(numbers.seal("1"), "base64url");
  expect(sealed.readUInt32LE()).toBe(1);
  sealed.writeUInt32LE(2);
  const missing = expect.objectContaining({ code: "VERSION_MISSING" });
  expect(() => numbers.open(sealed.toString("base64url"))).toThrow(missing);
});

it("the key that answers are signed with follows from the provider's key alone", async () => {
  const material = ring.material(REVERSIBLE_DOMAIN, 1);
  expect(answerKey(await ringOf("copy", material))).toBe(answerKey(ring));
  expect(answerKey(await ringOf("another"))).not.toBe(answerKey(ring));
});
