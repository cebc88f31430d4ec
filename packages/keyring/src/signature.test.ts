import { assert, integer, nat, property } from "fast-check";
import { expect, it } from "vitest";

import { isSigned, publicKeyOf, signBytes } from "./signature.ts";

const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");

it("has the public key that RFC 8032 gives for its first test vector", () => {
  expect(Buffer.from(publicKeyOf(seed)).toString("hex")).toBe(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
});

it("holds for the bytes and the context that were signed, and for no other", () => {
  const bytes = Buffer.from("one checkpoint");
  const signature = signBytes(seed, bytes, "trail");
  const key = publicKeyOf(seed);
  expect(isSigned(key, bytes, signature, "trail")).toBe(true);
  expect(isSigned(key, bytes, signature, "map")).toBe(false);
  expect(isSigned(publicKeyOf(Buffer.alloc(32, 1)), bytes, signature, "trail")).toBe(false);
  expect(isSigned(key, bytes, signature.subarray(1), "trail")).toBe(false);
  assert(
    property(nat(bytes.length + 64 - 1), integer({ min: 1, max: 255 }), (at, flip) => {
      const both = Buffer.concat([bytes, signature]);
      both[at] ^= flip;
      expect(isSigned(key, both.subarray(0, bytes.length), both.subarray(bytes.length), "trail")).toBe(false);
    }),
    { numRuns: 300 },
  );
});
