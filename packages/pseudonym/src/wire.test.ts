import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { canonicalHeader } from "./header.ts";
import { keyCheck } from "./key-check.ts";
import { manifestSchema } from "./manifest.ts";
import { parseValue, toBase64url, toHex } from "./value.ts";

describe("values", () => {
  it("come back from both forms, and hex in either case", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        for (const text of [toHex(bytes), toHex(bytes).toUpperCase(), toBase64url(bytes)]) {
          expect(parseValue(text)).toEqual(bytes);
        }
      }),
    );
  });

  test.each([
    "",
    "00",
    "g".repeat(32),
    "0".repeat(31),
    "0".repeat(33),
    "A".repeat(21) + "B",
    "A".repeat(21) + "=",
    " ".repeat(22),
  ])("%j is none", (text) => {
    expect(parseValue(text)).toBeNull();
  });
});

test.each([
  ["record_id", "record_id"],
  ["Record ID", "record_id"],
  ["Patiëntnummer", "mrn"],
  ["patie\u0308nt-nummer", "mrn"],
  ["GEBOORTENAAM", "birth_name"],
  ["voorvoegsel", "prefix"],
  ["voornamen", "given_names"],
  ["Voorletters", "given_names"],
  ["geboorte_datum", "birth_date"],
  ["geslacht", "sex"],
  ["Postcode", "postcode"],
  ["huisnummer", "house_number"],
  ["huisletter", "house_letter"],
  ["huisnummertoevoeging", "house_addition"],
  ["BSN", "bsn"],
  ["event-date", "event_date"],
  ["mrn_reversible", "mrn_reversible"],
  ["achternaam", undefined],
  ["NGGV", undefined],
  ["", undefined],
])("header %j means %s", (header, field) => {
  expect(canonicalHeader(header)).toBe(field);
});

describe("the manifest", () => {
  const manifest = {
    format: "koppel-delivery",
    version: 1,
    registry: "R",
    provider: "H01",
    stage: "pre",
    profile: "KT1",
    domain: "source",
    keyVersion: 1,
    types: ["NGGV", "GG"],
    records: 0,
    sha256: "0".repeat(64),
    status: { NGGV: { MISSING_NAME: 3 } },
  };

  it("holds what a delivery needs", () => {
    expect(manifestSchema.parse(manifest)).toEqual(manifest);
  });

  test.each([
    ["version", 2],
    ["stage", "raw"],
    ["keyVersion", 0],
    ["sha256", "0"],
    ["types", ["GG", "GG"]],
    ["types", ["a-b"]],
    ["records", -1],
    ["keyCheck", "0123456"],
    ["provider", ""],
  ])("refuses %s = %j", (field, value) => {
    expect(manifestSchema.safeParse({ ...manifest, [field]: value }).success).toBe(false);
  });
});

test("the key check tells keys apart", () => {
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  expect(keyCheck(key)).toMatch(/^[0-9a-f]{8}$/);
  expect(keyCheck(key.toReversed())).not.toBe(keyCheck(key));
});
