import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { inspect } from "node:util";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { toHex } from "./bytes.ts";
import { signRing } from "./custody.ts";
import { KeyRing } from "./key-ring.ts";
import { certified, certifiedBytes, parseRing, ringText, type RingFile } from "./ring-file.ts";
import { rootKeyOf } from "./root-key.ts";
import { unseal } from "./seal.ts";
import { publicKeyOf, signBytes } from "./signature.ts";

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

describe("the ring file", () => {
  it("is readable by its owner alone, in a folder of its own, with nothing left beside it", async () => {
    await filledRing();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(readdirSync(dirname(path))).toEqual(["ring.json"]);
  });

  it("is never overwritten by a new ring, nor by one opened before another's change", async () => {
    const first = await filledRing();
    const second = await KeyRing.open(path, secret);
    await expect(KeyRing.create(path, secret)).rejects.toThrow(coded("RING_EXISTS"));
    first.addDomain("lung", "registry");
    first.save();
    second.addDomain("knee", "registry");
    expect(() => second.save()).toThrow(coded("RING_CHANGED"));
    expect((await KeyRing.open(path, secret)).domains()).toEqual(first.domains());
  });

  it("is replaced whole, never written into: who has the old one open reads the old one", async () => {
    const ring = await filledRing();
    const before = readFileSync(path, "utf8");
    const old = openSync(path, "r");
    ring.addDomain("lung", "registry");
    ring.save();
    expect(readFileSync(old, "utf8")).toBe(before);
    expect(readFileSync(path, "utf8")).toContain("lung");
    closeSync(old);
  });

  it("opens with the right passphrase however it is composed, and with no other", async () => {
    const ring = await KeyRing.create(path, { passphrase: "caf\u00e9 au lait" });
    expect((await KeyRing.open(path, { passphrase: "cafe\u0301 au lait" })).id).toBe(ring.id);
    await expect(KeyRing.open(path, { passphrase: "cafe au lait" })).rejects.toThrow(coded("WRONG_SECRET"));
    await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("WRONG_SECRET"));
    await expect(KeyRing.open(path, { passphrase: "" })).rejects.toThrow(coded("SECRET_WEAK"));
  });

  it("opens with the right key file and with no other", async () => {
    await filledRing();
    await expect(KeyRing.open(path, { passphrase: "guess" })).rejects.toThrow(coded("WRONG_SECRET"));
    await expect(KeyRing.open(`${path}x`, secret)).rejects.toThrow(coded("RING_NOT_FOUND"));
    writeFileSync(secret.keyFile, randomBytes(33));
    await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("WRONG_SECRET"));
    writeFileSync(secret.keyFile, randomBytes(31));
    await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("SECRET_WEAK"));
    rmSync(secret.keyFile);
    await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("SECRET_UNREADABLE"));
  });

  it("shows every alteration of a field: none opens, and a right secret is told from a wrong one", async () => {
    await filledRing();
    const whole = readFileSync(path, "utf8");
    const fields = leaves(JSON.parse(whole));
    expect(fields.length).toBeGreaterThan(30);
    for (const field of fields) {
      const changed = JSON.parse(whole);
      alter(changed, field);
      writeFileSync(path, `${JSON.stringify(changed, null, 2)}\n`);
      // By these the ring tells whose secret it is, before any signature counts.
      const early =
        field[0] === "kdf" || field.at(-1) === "check" || field.at(-1) === "secret" || field.at(-1) === "kind";
      const codes = early ? /WRONG_SECRET|RING_FORMAT|RING_TAMPERED/ : /RING_TAMPERED|RING_FORMAT/;
      const at = field.join(".");
      expect({ at, error: await caught(() => KeyRing.open(path, secret)) }).toEqual({
        at,
        error: coded(expect.stringMatching(codes)),
      });
    }
  });

  it("shows altered states, primaries, principals, and entries swapped, dropped or added", async () => {
    await filledRing();
    const whole = parseRing(readFileSync(path, "utf8"), path);
    const edits: ((file: RingFile) => void)[] = [
      (file) => (file.domains[0]!.versions[0]!.compromised = new Date(0).toISOString()),
      (file) => (file.domains[0]!.primary = 2),
      (file) => (file.domains[0]!.kind = "seal"),
      (file) => file.domains.reverse(),
      (file) => file.domains.pop(),
      (file) => file.domains.push({ ...file.domains[0]!, name: "copy" }),
      (file) => file.principals[0]!.roles.pop(),
      (file) => (file.principals[0]!.removed = new Date(0).toISOString()),
      (file) => delete file.principals[0]!.lockSignature,
      (file) => (file.id = "00000000-0000-4000-8000-000000000000"),
    ];
    for (const edit of edits) {
      const file = structuredClone(whole);
      edit(file);
      writeFileSync(path, ringText(file));
      await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("RING_TAMPERED"));
    }
  });

  it("does not open under another signer: who can write the file cannot put a key of his own in place of custody's", async () => {
    await filledRing();
    const file = parseRing(readFileSync(path, "utf8"), path);
    const seed = randomBytes(32);
    file.signer = toHex(publicKeyOf(seed));
    file.domains.pop();
    file.signature = toHex(signBytes(seed, certifiedBytes(certified(file)), "custody"));
    writeFileSync(path, ringText(file));
    await expect(KeyRing.open(path, secret)).rejects.toThrow(coded("RING_TAMPERED"));
  });

  it("binds a wrapped key to its place, even against who can sign the ring", async () => {
    await filledRing();
    const file = parseRing(readFileSync(path, "utf8"), path);
    const { name, lock } = file.principals[0]!;
    const { wrap } = await rootKeyOf(secret, file.kdf);
    const custody = unseal(
      wrap,
      fromBase64(lock!.grants["custody"]!),
      JSON.stringify([file.id, file.signer, name, "custody"]),
    );
    file.domains[1]!.versions[0]!.wrapped = file.domains[0]!.versions[0]!.wrapped;
    signRing(file, custody);
    writeFileSync(path, ringText(file));
    const ring = await KeyRing.open(path, secret);
    expect(() => ring.material("link", 1)).toThrow(coded("SEAL_BROKEN"));
    expect(ring.material("heart", 1)).toEqual(count);
  });

  it("is told from any other file without quoting it", async () => {
    await filledRing();
    for (const text of ["", "Jansen;1970-01-01", '{"Jansen":1}', "null"]) {
      writeFileSync(path, text);
      const error = await caught(() => KeyRing.open(path, secret));
      expect(error).toMatchObject({ code: "RING_FORMAT" });
      expect(inspect(error, { depth: 9 })).not.toContain("Jansen");
    }
  });
});

async function caught(run: () => unknown): Promise<unknown> {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function fromBase64(text: string): Uint8Array {
  return Buffer.from(text, "base64");
}

type Json = Record<string, unknown>;

function leaves(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [at];
  return Object.entries(value).flatMap(([field, inner]) => leaves(inner, [...at, field]));
}

/** Changes a leaf into another that is likely to be valid still: the next number, or one sign replaced in its middle. */
function alter(tree: Json, path: string[]): void {
  const parent = path.slice(0, -1).reduce((node, field) => node[field] as Json, tree);
  const field = path.at(-1)!;
  const old = parent[field];
  if (typeof old === "number") parent[field] = old + 1;
  else {
    const text = String(old);
    const middle = text.length >> 1;
    const sign = text[middle] === "1" ? "2" : "1";
    parent[field] = text.slice(0, middle) + sign + text.slice(middle + 1);
  }
}
