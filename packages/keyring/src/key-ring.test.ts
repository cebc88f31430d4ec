import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { KeyRing } from "./key-ring.ts";
import { parseRing } from "./ring-file.ts";
import { rootKeyOf } from "./root-key.ts";

let folder: string;
let path: string;
let secret: { keyFile: string };
const count = Uint8Array.from({ length: 32 }, (_, at) => at);
const coded = (code: unknown): unknown => expect.objectContaining({ code });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "koppel-keyring-"));
  path = join(folder, "keys", "ring.json");
  secret = { keyFile: join(folder, "root.key") };
  writeFileSync(secret.keyFile, randomBytes(32));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function filledRing(): Promise<KeyRing> {
  const ring = await KeyRing.create(path, secret);
  ring.addDomain("heart", "registry", count);
  ring.addDomain("link", "link");
  ring.save();
  return ring;
}

describe("a key ring", () => {
  it("gives the same keys after it was written and opened again", async () => {
    const ring = await filledRing();
    const again = await KeyRing.open(path, secret);
    expect(again.toJSON()).toEqual(ring.toJSON());
    expect(again.material("heart", 1)).toEqual(count);
    expect(again.material("link", 1)).toEqual(ring.material("link", 1));
    expect(again.typeKey("link", 1, "GG")).toEqual(ring.typeKey("link", 1, "GG"));
  });

  // Worked out apart from this code with RFC 5869's two HMAC steps; another value here would cut off every stored pseudonym.
  it("derives the type keys and check values it always derived", async () => {
    const ring = await filledRing();
    expect(Buffer.from(ring.typeKey("heart", 1, "NGGV")).toString("hex")).toBe(
      "9c461ae40ae951f8c2de8259ca6c1a93cce03919dfbb4463bd3b37f89b9a0c61",
    );
    expect(ring.domain("heart").versions[0]?.check).toBe("b7580b406d988eac");
  });

  it("has another key for every domain and type, even of equal material", async () => {
    const ring = await filledRing();
    ring.addDomain("lung", "registry", count);
    const keys = ["heart", "lung", "link"].flatMap((domain) =>
      ["NGGV", "GG"].map((type) => Buffer.from(ring.typeKey(domain, 1, type)).toString("hex")),
    );
    expect(new Set(keys).size).toBe(6);
  });

  it("hands out copies: wiping or changing them leaves the ring as it was", async () => {
    const ring = await filledRing();
    ring.material("heart", 1).fill(0);
    ring.domain("heart").versions[0]!.state = "destroyed";
    ring.domains().pop();
    expect(ring.material("heart", 1)).toEqual(count);
    expect(ring.domains().map(({ name }) => name)).toEqual(["heart", "link"]);
  });

  it("tells what is missing or taken", async () => {
    const ring = await filledRing();
    expect(() => ring.domain("lung")).toThrow(coded("DOMAIN_MISSING"));
    expect(() => ring.typeKey("heart", 2, "GG")).toThrow(coded("VERSION_MISSING"));
    expect(() => ring.addDomain("heart", "seal")).toThrow(coded("DOMAIN_EXISTS"));
    for (const name of ["", "..", "a/b", "a\n", "a".repeat(65)]) {
      expect(() => ring.addDomain(name, "seal")).toThrow(coded("DOMAIN_NAME"));
    }
    expect(() => ring.addDomain("short", "seal", new Uint8Array(31))).toThrow(coded("KEY_LENGTH"));
  });
});

describe("key material", () => {
  it("appears in no file, JSON, inspection or error", async () => {
    const ring = await filledRing();
    const shown = [readFileSync(path, "utf8"), JSON.stringify(ring), String(ring)];
    shown.push(inspect(ring, { depth: 9, showHidden: true, getters: true }));
    const failures = [
      () => ring.addDomain("heart", "seal", count),
      () => ring.addDomain("bad/name", "seal", count),
      () => ring.addDomain("long", "seal", new Uint8Array([...count, 1])),
      () => ring.typeKey("heart", 9, "GG"),
      () => KeyRing.create(path, secret),
      () => KeyRing.open(path, { passphrase: "hunter2" }),
    ];
    for (const failure of failures) {
      const error = await caught(failure);
      shown.push(inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error));
    }
    const keys = ["heart", "link"].flatMap((name) => [ring.material(name, 1), ring.typeKey(name, 1, "GG")]);
    const { wrap } = await rootKeyOf(secret, parseRing(readFileSync(path, "utf8"), path).kdf);
    keys.push(readFileSync(secret.keyFile), wrap, ring.sharedKey("custody", "any"));
    const spellings = keys.flatMap((key) => spell(key)).concat("hunter2");
    for (const text of shown) {
      for (const spelling of spellings) expect(text.includes(spelling)).toBe(false);
    }
  });
});

/** The ways a piece of a key could be written: eight of its bytes are enough to be found. */
function spell(key: Uint8Array): string[] {
  const bytes = Buffer.from(key);
  const list = [...bytes.subarray(8, 16)];
  return [
    bytes.toString("hex", 8, 16),
    list.map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
    bytes.toString("base64", 9, 18),
    list.join(","),
    list.join(", "),
  ];
}

async function caught(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
