import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable, openEnquiry, type CaseSummary, type Explanation, type TakenAnswers } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { asyncProperty, assert, constantFrom, integer, nat } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

// The built command, as its users have it.
const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const PASSPHRASE = "correct-horse-battery";
const root = mkdtempSync(join(tmpdir(), "koppel-enquiry-"));
const at = (...parts: string[]): string => join(root, ...parts);
const ENV = {
  PATH: process.env["PATH"],
  HOME: root,
  CI: "1",
  KOPPEL_PASSPHRASE: PASSPHRASE,
  KOPPEL_TABLE: at("table", "koppel.db"),
  KOPPEL_KEYS: at("keys", "keys.json"),
};

/** All that the TTP's commands print. */
const spoken: string[] = [];

function koppel(...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    env: ENV,
    cwd: root,
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

function atProvider(...args: string[]): string {
  const { code, out, err } = koppel(...args);
  if (code !== 0) throw new Error(`koppel ${args.join(" ")} exits ${code}: ${out}${err}`);
  return out;
}

function atTtp<T>(...args: string[]): T {
  const { out, err } = koppel(...args, "--json");
  spoken.push(out, err);
  return JSON.parse(out) as T;
}

const HEADER = "record_id,mrn,birth_name,given_names,birth_date,sex,postcode,event_date";

/** Four pairs, and in which hospital who of them is: a patient registered twice, perhaps twins, another surname, another address. */
const PATIENTS: Readonly<Record<string, readonly string[]>> = {
  H01: [
    "R-001,00-double-A,Jansen,Anna,1980-01-01,V,1234AB,2024-01-01",
    "R-002,00-double-B,Jansen,Anna,1980-01-01,V,1234AB,2024-02-01",
    "R-003,mrn-twin,Bakkerij,Carla,1990-02-02,V,2345AB,2024-01-01",
    "R-004,mrn-name,Visserman,Dora,1970-03-03,V,3456AB,2024-01-01",
    "R-005,mrn-moved,Timmerman,Eva,1960-04-04,V,4567AB,2024-01-01",
  ],
  H02: [
    "S-001,theirs-1,Bakkerij,Petra,1990-02-02,V,2345CD,2024-01-01",
    "S-002,theirs-2,Overduin,Dora,1970-03-03,V,3456AB,2024-01-01",
    "S-003,theirs-3,Timmerman,,1960-04-04,V,8901AB,2024-01-01",
  ],
};

const numbersOf = (provider: string): string[] => PATIENTS[provider]!.map((row) => row.split(",")[1]!);
const key = (provider: string): string => at("hospital", `${provider}.json`);
const rowsOf = (file: string, separator = ","): string[][] =>
  readFileSync(at(file), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(separator));

beforeAll(() => {
  atTtp("init");
  koppel("registry", "add", "NKKR", "--types", "NGGV,sNGGV,NGG,sNGG,C,RGG,GG");
  koppel("provider", "add", "H01", "H02", "H03");
  for (const [provider, rows] of Object.entries(PATIENTS)) {
    writeFileSync(at(`${provider}.patients.csv`), [HEADER, ...rows, ""].join("\n"));
    atProvider("provider", "key", "--out", key(provider));
    const whose = ["--provider", provider, "--registry", "NKKR", "--reversible-key", key(provider)];
    atProvider("pseudonymise", at(`${provider}.patients.csv`), ...whose, "--out", at(`${provider}.delivery.csv`));
  }
  atTtp("link", at("H01.delivery.csv"), at("H02.delivery.csv"));
  copyFileSync(ENV.KOPPEL_TABLE, at("linked.db"));
  atTtp("enquiry", "make", "--provider", "H01", "--out", at("H01.enquiry.csv"));
  copyFileSync(ENV.KOPPEL_TABLE, at("asked.db"));
});
afterAll(() => rmSync(root, { recursive: true }));

/** Fills in the worksheet of the enquiry: an answer for each topic, by the question as it is read. */
function answered(name: string, answers: Readonly<Record<string, string>>): string {
  rmSync(at("worksheet.csv"), { force: true });
  atProvider("enquiry", "open", at("H01.enquiry.csv"), "--reversible-key", key("H01"), "--out", at("worksheet.csv"));
  const lines = readFileSync(at("worksheet.csv"), "utf8").trimEnd().split("\n");
  const filled = lines.map((line) => line + (Object.entries(answers).find(([word]) => line.includes(word))?.[1] ?? ""));
  writeFileSync(at("filled.csv"), filled.join("\r\n"));
  const from = ["--enquiry", at("H01.enquiry.csv"), "--reversible-key", key("H01"), "--out", at(name)];
  atProvider("enquiry", "answer", at("filled.csv"), ...from);
  return at(name);
}

/** The table as it was when the enquiry had been made. */
async function withAsked<T>(use: (table: LinkTable) => Promise<T>): Promise<T> {
  copyFileSync(at("asked.db"), at("copy.db"));
  const ring = await KeyRing.open(ENV.KOPPEL_KEYS, { passphrase: PASSPHRASE });
  const table = LinkTable.open({ path: at("copy.db"), ring, threads: 1 });
  try {
    return await use(table);
  } finally {
    await table.close();
  }
}

const record = (recordId: string): { registry: string; provider: string; recordId: string } => ({
  registry: "NKKR",
  provider: recordId.startsWith("R") ? "H01" : "H02",
  recordId,
});

describe("an enquiry", () => {
  test("asks the hospital about its own patients, one question a row", () => {
    atProvider("enquiry", "open", at("H01.enquiry.csv"), "--reversible-key", key("H01"), "--out", at("opened.csv"));
    const numbers = rowsOf("opened.csv", ";").map(([, , a, b]) => [a, b].toSorted().join(" ").trim());
    expect(numbers.toSorted()).toEqual(["00-double-A 00-double-B", "mrn-moved", "mrn-name", "mrn-twin"]);
    const topics = rowsOf("H01.enquiry.csv").map(([, topic]) => topic);
    expect(topics.toSorted()).toEqual(["other-address", "other-name", "same-patient", "twin"]);
    expect(koppel("enquiry", "make", "--provider", "H01", "--out", at("again.csv")).err).toContain(
      "nothing to ask H01",
    );
    expect(koppel("enquiry", "make", "--provider", "H03", "--out", at("again.csv")).err).toContain(
      "nothing to ask H03",
    );
  });

  test("holds nothing of others, no case, no record and no number in clear", () => {
    const files = ["H01.enquiry.csv", "H01.enquiry.manifest.json"].map((file) => readFileSync(at(file), "utf8")).join();
    const deliveries = [
      ...rowsOf("H02.delivery.csv").flat(),
      ...rowsOf("H01.delivery.csv").flatMap(([id, mrn]) => [id!, mrn!]),
    ];
    const secrets = [...deliveries, ...numbersOf("H01"), ...numbersOf("H02"), "H02", "H03"].filter(
      (text) => text.length > 2,
    );
    expect(secrets.length).toBeGreaterThan(40);
    expect(secrets.filter((text) => files.includes(text))).toEqual([]);
    const own = new Set(rowsOf("H01.delivery.csv").map(([, , reversible]) => reversible));
    const sent = rowsOf("H01.enquiry.csv").flatMap(([, , , a, , b]) => [a, b].filter((text) => text !== ""));
    expect(sent).toHaveLength(5);
    expect(sent.every((text) => own.has(text))).toBe(true);
  });

  test("opens with the hospital's own key only, and asks what was signed", () => {
    const out = ["--out", at("not.csv")];
    const wrong = koppel("enquiry", "open", at("H01.enquiry.csv"), "--reversible-key", key("H02"), ...out);
    expect(wrong).toMatchObject({ code: 1, out: "" });
    expect(wrong.err).toContain("is for H01, and its numbers do not open with this key");
    const source = koppel(
      "enquiry",
      "open",
      at("H01.enquiry.csv"),
      "--reversible-key",
      at("keys", "source.json"),
      ...out,
    );
    expect(source.err).toContain('no domain "reversible"');
    const signer = ["--signed-by", "0".repeat(64)];
    const unknown = koppel("enquiry", "open", at("H01.enquiry.csv"), "--reversible-key", key("H01"), ...signer, ...out);
    expect(unknown.err).toContain("signed with another key");
    expect(
      koppel(
        "enquiry",
        "answer",
        at("H01.enquiry.csv"),
        "--enquiry",
        at("H01.enquiry.csv"),
        "--reversible-key",
        key("H02"),
        ...out,
      ).code,
    ).toBe(1);
  });

  test("a byte turned anywhere is noticed when it is opened", async () => {
    const ring = await KeyRing.open(key("H01"), { passphrase: PASSPHRASE });
    await expect(
      noticed("H01.enquiry", (enquiry) => openEnquiry({ enquiry, ring, output: at("never.csv") })),
    ).resolves.toBe(400);
  });
});

describe("answers", () => {
  test("decide whether two numbers are one patient, and stand with the case where they settle nothing", () => {
    const file = answered("H01.answers.csv", {
      "één en dezelfde": "JA",
      "broer of zus": "nee",
      geboortenaam: "onbekend",
    });
    const sent = ["H01.answers.csv", "H01.answers.manifest.json"].map((each) => readFileSync(at(each), "utf8")).join();
    expect(
      [...numbersOf("H01"), ...rowsOf("H01.delivery.csv").map(([, , text]) => text!)].filter((text) =>
        sent.includes(text),
      ),
    ).toEqual([]);

    const cases = atTtp<CaseSummary[]>("cases");
    expect(cases.map(({ kind }) => kind).toSorted()).toEqual(["duplicate-number", "grey", "grey", "twin"]);
    const dry = atTtp<TakenAnswers>("enquiry", "take", file, "--dry-run");
    const taken = atTtp<TakenAnswers>("enquiry", "take", file);
    expect(taken).toEqual({ ...dry, dryRun: false });
    expect(taken.answers.map(({ topic, answer, effect }) => [topic, answer, effect]).toSorted()).toEqual([
      ["other-name", "unknown", "unknown"],
      ["same-patient", "yes", "decided"],
      ["twin", "no", "told"],
    ]);
    const why = "provider H01 answered: same patient (enquiry 1)";
    expect(atTtp("decisions")).toMatchObject([{ id: 1, verdict: "same", by: "provider H01", reason: why, run: 2 }]);
    expect(atTtp("explain", "NKKR:H01:R-001", "NKKR:H01:R-002")).toMatchObject({ samePerson: true });

    const open = atTtp<CaseSummary[]>("cases");
    expect(open.map(({ kind, asked }) => [kind, asked.map(({ answer }) => answer)]).toSorted()).toEqual([
      ["grey", [null]],
      ["grey", ["unknown"]],
      ["twin", ["no"]],
    ]);
    const twin = atTtp<Explanation>("explain", "NKKR:H01:R-003");
    expect(twin.cases[0]!.asked).toEqual([
      { enquiry: 1, provider: "H01", topic: "twin", answer: "no", records: ["NKKR:H01:R-003"] },
    ]);
    expect(koppel("explain", "NKKR:H01:R-003").out).toContain("H01 was asked (enquiry 1): a twin? no");
    expect(atTtp("verify")).toMatchObject({ ok: true });
  });

  test("count once, and what is refused is on record", () => {
    expect(atTtp("enquiry", "take", at("H01.answers.csv"))).toMatchObject({ error: { code: "ALREADY_ANSWERED" } });
    const rest = answered("rest.csv", { "ander adres": "ja", "broer of zus": "ja" });
    expect(
      atTtp<TakenAnswers>("enquiry", "take", rest)
        .answers.map(({ topic, effect }) => [topic, effect])
        .toSorted(),
    ).toEqual([
      ["other-address", "told"],
      ["twin", "answered-before"],
    ]);
    const [enquiry] = atTtp<unknown[]>("enquiry", "list");
    const refused = [{ code: "ALREADY_ANSWERED", at: expect.any(String) }];
    expect(enquiry).toMatchObject({ provider: "H01", questions: 4, answered: 4, decisions: [1], refused });
  });

  test("that two numbers are two patients keep them apart for ever", async () => {
    const file = answered("no.csv", { "één en dezelfde": "no" });
    await withAsked(async (table) => {
      expect((await table.takeAnswers(file)).answers).toMatchObject([{ effect: "decided", decision: 1 }]);
      expect(table.decisions()).toMatchObject([
        { verdict: "different", reason: expect.stringContaining("not the same") },
      ]);
      expect(
        table
          .cases()
          .map(({ kind }) => kind)
          .toSorted(),
      ).toEqual(["grey", "grey", "twin"]);
      await table.undo(1, "the hospital took it back");
      expect(table.cases()).toHaveLength(4);
    });
  });

  test("come too late where people have decided, or the patient was erased", async () => {
    const file = answered("late.csv", { "één en dezelfde": "yes", "broer of zus": "yes" });
    await withAsked(async (table) => {
      await table.decide([record("R-001"), record("R-002")], "different", "seen both");
      await table.erase([record("R-003")]);
      const { answers } = await table.takeAnswers(file);
      expect(answers.map(({ effect }) => effect)).toEqual(["case-closed", "case-closed"]);
      expect(table.decisions()).toHaveLength(1);
    });
  });

  test("are taken from no other hospital and by no other table", async () => {
    const file = answered("foreign.csv", { "broer of zus": "yes" });
    const manifest = at("foreign.manifest.json");
    const said = JSON.parse(readFileSync(manifest, "utf8")) as { enquirySha256: string; provider: string };
    for (const [change, code] of [
      [{ provider: "H02" }, "UNKNOWN_ENQUIRY"],
      [{ enquirySha256: "0".repeat(64) }, "UNKNOWN_ENQUIRY"],
      [{ answers: 2 }, "FILE_ALTERED"],
    ] as const) {
      writeFileSync(manifest, `${JSON.stringify({ ...said, ...change }, null, 2)}\n`);
      await withAsked(async (table) => {
        await expect(table.takeAnswers(file)).rejects.toThrow(expect.objectContaining({ code }));
        expect(table.enquiries()[0]!.refused.map((refused) => refused.code)).toEqual([code]);
      });
    }
    writeFileSync(manifest, `${JSON.stringify(said, null, 2)}\n`);
    copyFileSync(at("linked.db"), at("other.db"));
    const other = koppel("enquiry", "take", file, "--table", at("other.db"));
    expect(other.err).toContain("did not make the enquiry");
  });

  test("a byte turned anywhere is noticed when they come back", async () => {
    answered("turned.csv", { "één en dezelfde": "yes", "broer of zus": "yes" });
    const runs = withAsked((table) => noticed("turned", (file) => table.takeAnswers(file, { dryRun: true })));
    await expect(runs).resolves.toBe(400);
  });

  test("of a worksheet that is not as it should be are refused, with the line and without what stands there", () => {
    const enquiry = ["--enquiry", at("H01.enquiry.csv"), "--reversible-key", key("H01"), "--out", at("bad.csv")];
    const [[id]] = rowsOf("H01.enquiry.csv");
    for (const [text, message] of [
      ["question_id;answer\nSECRET;ja\n", "sheet.csv:2: a question that the enquiry does not ask"],
      [`question_id;answer\n${id};SECRET\n`, "sheet.csv:2: this is no answer"],
      [`question_id;answer\n${id};ja\n${id};ja\n`, "sheet.csv:3: a question that is answered twice"],
      [`question_id;answer\n${id};\n`, "no question is answered"],
      [`question_id;SECRET\n${id};ja\n`, "sheet.csv:1: there is no column answer"],
      [`question_id;answer\n${id};"SECRET\n`, "this is no CSV"],
    ] as const) {
      writeFileSync(at("sheet.csv"), text);
      const { code, err } = koppel("enquiry", "answer", at("sheet.csv"), ...enquiry);
      expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(message) });
      expect(err).not.toContain("SECRET");
    }
  });
});

test("the TTP says no number, sealed or in clear, and no key", () => {
  const sealed = ["H01", "H02"].flatMap((provider) => rowsOf(`${provider}.delivery.csv`).map(([, , text]) => text!));
  const wrapped = /"wrapped": "([^"]+)"/.exec(readFileSync(key("H01"), "utf8"))![1]!;
  const secrets = [...sealed, ...numbersOf("H01"), ...numbersOf("H02"), wrapped, PASSPHRASE];
  expect(spoken.length).toBeGreaterThan(20);
  expect(secrets.filter((secret) => spoken.some((text) => text.includes(secret)))).toEqual([]);
  const files = ["", "-wal"].map((suffix) => ENV.KOPPEL_TABLE + suffix).filter((path) => existsSync(path));
  const table = files.map((path) => readFileSync(path, "latin1"));
  expect(secrets.filter((secret) => table.some((text) => text.includes(secret)))).toEqual([]);
});

/** Sees a file and its manifest refused with any byte turned; returns how often it tried. */
async function noticed(name: string, open: (file: string) => unknown): Promise<number> {
  const numRuns = 400;
  const originals = [".csv", ".manifest.json"].map((suffix) => ({ suffix, bytes: readFileSync(at(name + suffix)) }));
  const turn = asyncProperty(constantFrom(0, 1), nat(), integer({ min: 1, max: 255 }), async (which, where, by) => {
    for (const [i, { suffix, bytes }] of originals.entries()) {
      const turned = Buffer.from(bytes);
      if (i === which) turned[where % bytes.length]! ^= by;
      writeFileSync(at(`tampered${suffix}`), turned);
    }
    const outcome = await Promise.resolve()
      .then(() => open(at("tampered.csv")))
      .then(
        () => "taken",
        (error: Error) => error.name,
      );
    expect(outcome).toBe("KoppelError");
  });
  await assert(turn, { numRuns });
  return numRuns;
}
