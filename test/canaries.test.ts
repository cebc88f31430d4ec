import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { encryptColumn, KeyRing } from "@koppel/keyring";
import { afterAll, expect, test } from "vitest";

import { verbs } from "../apps/cli/src/verbs/index.ts";
import { parseRing } from "../packages/keyring/src/ring-file.ts";
import { rootKeyOf } from "../packages/keyring/src/root-key.ts";
import { COMPARTMENTS } from "../packages/keyring/src/roles.ts";
import { unseal } from "../packages/keyring/src/seal.ts";
import { canaries, patientFile, quotes } from "./support/canaries.ts";
import { Search, spellings } from "./support/spellings.ts";

const BIN = new URL("../apps/cli/bin/koppel.js", import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), "koppel-canaries-"));
afterAll(() => rmSync(root, { recursive: true }));
const at = (...parts: string[]): string => join(root, ...parts);

/** Folders that are meant to hold what others may not: patient files, and passphrases. */
const GIVEN = "given";
const SECRETS = "secrets";
for (const folder of [GIVEN, SECRETS, "work", "home", "tmp"]) mkdirSync(at(folder));

const passphrases = Object.fromEntries(
  ["owner", "wrong", "source", "anna", "new", "bob", "cas", "hospital"].map((name) => [
    name,
    `canary ${name} passphrase of 2026`,
  ]),
);
for (const [name, phrase] of Object.entries(passphrases)) writeFileSync(at(SECRETS, `${name}.txt`), `${phrase}\n`);

const patients = canaries(25);
// The first hospital registered one patient twice. The second knows some by another given name, and of some no citizen service number.
const first = [...patients.slice(0, 24), { ...patients[20]!, mrn: patients[24]!.mrn }];
const second = patients.slice(8, 24).map((each, i) => ({ ...each, ...[{ given: "Jodokus" }, { bsn: "" }, {}][i % 3] }));
writeFileSync(at(GIVEN, "H01.csv"), patientFile("H01", first));
writeFileSync(at(GIVEN, "H02.csv"), patientFile("H02", second));
writeFileSync(at(GIVEN, "objectors.csv"), patientFile("H01", [patients[2]!]));
const [someone] = patients as [(typeof patients)[0]];
const header = patientFile("H01", []);
const spoilt = {
  "unclosed.csv": `${header}R1,${someone.mrn},"${someone.name},A,${someone.born},V,${someone.postcode},1,${someone.bsn},2024-01-01\n`,
  "fields.csv": `${header}R1,${someone.mrn},${someone.name},${someone.postcode}\n`,
  "odd.csv": `${header}R1,${someone.mrn},${someone.name},A,${someone.name},${someone.mrn},${someone.bsn},1,${someone.name},${someone.postcode}\n`,
  "objections.csv": `mrn\n${patients[1]!.mrn}\n`,
  "no-objections.csv": `${someone.mrn}\n${someone.name}\n`,
  // A hospital that sends names where pseudonyms belong, and says so in no manifest.
  "plain.delivery.csv": `record_id,mrn,event_date,GG\nR1,${someone.mrn},2024-01-01,${someone.name}\n`,
};
for (const [name, text] of Object.entries(spoilt)) writeFileSync(at(GIVEN, name), text);

const ENV = {
  PATH: process.env["PATH"],
  HOME: at("home"),
  TMPDIR: at("tmp"),
  CI: "1",
  KOPPEL_TABLE: "work/table/koppel.db",
  KOPPEL_KEYS: "work/keys/keys.json",
  KOPPEL_PASSPHRASE: passphrases["owner"],
};

const spoken: { readonly line: string; readonly text: string }[] = [];

function run(line: string, env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  const ran = spawnSync(process.execPath, [BIN, ...line.split(" ")], {
    env: { ...ENV, ...env },
    cwd: root,
    encoding: "utf8",
  });
  spoken.push({ line: `koppel ${line}`, text: ran.stdout + ran.stderr });
  return ran;
}

/** What is run: lines that must do, lines that must fail, and what has no verb. */
type Step = { readonly does: string } | { readonly fails: string } | (() => void | Promise<void>);
const does = (line: string): Step => ({ does: line });
const fails = (line: string): Step => ({ fails: line });
const WRONG = `--passphrase-file ${SECRETS}/wrong.txt`;
const PATIENTS = `${GIVEN}/H01.csv`;
const REVERSIBLE = `--reversible-key work/hospital/key.json`;
const OPENED = `${REVERSIBLE} --passphrase-file ${SECRETS}/hospital.txt`;
const SOURCE = `--provider H01 --registry NKKR --source-key work/keys/source.json --passphrase-file ${SECRETS}/source.txt`;

function damage(): void {
  for (const folder of ["damaged", "damaged-keys"]) mkdirSync(at("work", folder));
  copyFileSync(at("work/backup/a.db"), at("work/damaged/koppel.db"));
  const db = new DatabaseSync(at("work/damaged/koppel.db"));
  db.exec("UPDATE partition SET roster = zeroblob(200), assignment = zeroblob(200)");
  db.close();
  const ring = readFileSync(at(ENV.KOPPEL_KEYS), "utf8");
  writeFileSync(at("work/damaged-keys/keys.json"), ring.replace('"primary": 1', '"primary": 2'));
  const delivery = readFileSync(at("work/H02.delivery.csv"), "utf8");
  const manifest = JSON.parse(readFileSync(at("work/H02.delivery.manifest.json"), "utf8")) as object;
  const swapped = delivery.replace(/^(.*,)([0-9a-f]{32}),([0-9a-f]{32})$/m, "$1$3,$2");
  const wrong = {
    "swapped.delivery": swapped,
    "cut.delivery": delivery.slice(0, -40),
    "plain.delivery": spoilt["plain.delivery.csv"],
  };
  for (const [name, text] of Object.entries(wrong)) {
    const folder = name === "plain.delivery" ? GIVEN : "work";
    writeFileSync(at(folder, `${name}.csv`), text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const types = name === "plain.delivery" ? { types: ["GG"] } : {};
    writeFileSync(at(folder, `${name}.manifest.json`), JSON.stringify({ ...manifest, sha256, ...types }));
  }
}

const script: Step[] = [
  does("demo --persons 500 --keep work/demo"),
  fails("demo --persons 3"),
  fails(`init ${PATIENTS}`),
  does(`init --source-passphrase-file ${SECRETS}/source.txt --purpose C=individual`),
  fails("init"),
  does("registry add NKKR --types NGGV,sNGGV,NGG,sNGG,C,RGG,GG,B --allow-bsn"),
  fails(`registry add other --types GG ${WRONG}`),
  fails("registry add other --types B,GG"),
  does("registry list"),
  fails(`registry list --table ${PATIENTS}`),
  does("provider add H01 H02"),
  fails("provider add H01"),
  does("provider list"),
  fails(`provider list ${WRONG}`),
  does(`provider key --out work/hospital/key.json --passphrase-file ${SECRETS}/hospital.txt`),
  fails(`provider key --out work/hospital/key.json --passphrase-file ${SECRETS}/hospital.txt`),
  does("purpose set C=individual"),
  fails("purpose set C=love"),
  does("purpose list"),
  fails(`purpose list --passphrase-file ${PATIENTS}`),
  does("keys list"),
  fails(`keys list --keys ${PATIENTS}`),
  fails(`keys list --key-file ${SECRETS}/owner.txt`),
  fails(`keys list --passphrase ${passphrases["owner"]!.replaceAll(" ", "-")}`),
  does(`principal add anna --role reviewer --new-passphrase-file ${SECRETS}/anna.txt`),
  fails(`principal add hanna --role reviewer --new-passphrase-file ${SECRETS}/anna.txt`),
  does(
    `principal add board --role custodian --quorum 2 --member bob=${SECRETS}/bob.txt --member cas=${SECRETS}/cas.txt`,
  ),
  does("principal list"),
  fails(`principal list --passphrase-file ${SECRETS}/bob.txt`),
  does(`principal secret --passphrase-file ${SECRETS}/anna.txt --new-passphrase-file ${SECRETS}/new.txt`),
  fails(`principal secret --new-passphrase-file ${SECRETS}/new.txt`),
  does("synth --persons 30 --providers 1 --out work/synth"),
  fails("synth --persons many --out work/none"),
  does(
    `pseudonymise ${PATIENTS} ${SOURCE} --objections ${GIVEN}/objections.csv ${REVERSIBLE} --reversible-passphrase-file ${SECRETS}/hospital.txt --out work/H01.delivery.csv`,
  ),
  does(`pseudonymise ${GIVEN}/H02.csv ${SOURCE.replace("H01", "H02")} --out work/H02.delivery.csv --form base64url`),
  ...["odd", "fields"].map((name) =>
    does(`pseudonymise ${GIVEN}/${name}.csv ${SOURCE} --out work/${name}.delivery.csv`),
  ),
  fails(`pseudonymise ${GIVEN}/unclosed.csv ${SOURCE} --out work/none.csv`),
  fails(`pseudonymise ${PATIENTS} ${SOURCE} --objections ${GIVEN}/no-objections.csv --out work/none.csv`),
  fails(`pseudonymise ${PATIENTS} ${SOURCE.replace("source.txt", "wrong.txt")} --out work/none.csv`),
  does("link --dry-run work/H01.delivery.csv"),
  does("link work/H01.delivery.csv"),
  does("link work/H02.delivery.csv"),
  fails(`link ${PATIENTS}`),
  fails(`link work/H01.delivery.csv ${WRONG}`),
  does("finalise work/H01.delivery.csv --out-dir work/stored"),
  fails(`finalise ${PATIENTS} --out-dir work/none`),
  does("backup table --out work/backup/a.db"),
  fails("backup table --out work/backup/a.db"),
  fails("backup table --out work/keys/a.db"),
  damage,
  ...["work/swapped", "work/cut", `${GIVEN}/plain`].map((name) => fails(`link ${name}.delivery.csv`)),
  does("status"),
  fails("status --table work/damaged/koppel.db"),
  fails("status --keys work/damaged-keys/keys.json"),
  does("report --out work/report.html"),
  fails(`report --truth ${PATIENTS}`),
  does("report --keep"),
  does("report --kept"),
  does("quality"),
  fails("quality --table work/damaged/koppel.db"),
  does("evaluate --truth work/truth.csv"),
  fails(`evaluate --truth ${PATIENTS}`),
  does("explain NKKR:H01:H01-3-1"),
  does("explain NKKR:H01:H01-9-1 NKKR:H02:H02-1-1"),
  fails(`explain NKKR:H01:nobody`),
  fails(`explain NKKR:H01:H01-3-1 ${WRONG}`),
  does("cases"),
  fails("cases --keys work/damaged-keys/keys.json"),
  does("enquiry make --provider H01 --out work/H01.enquiry.csv"),
  fails("enquiry make --provider H02 --out work/none.csv"),
  does("enquiry list"),
  fails(`enquiry list ${WRONG}`),
  does(`enquiry open work/H01.enquiry.csv ${OPENED} --out ${GIVEN}/worksheet.csv`),
  fails(`enquiry open ${PATIENTS} ${OPENED} --out work/none.csv`),
  () => {
    const filled = readFileSync(at(GIVEN, "worksheet.csv"), "utf8");
    writeFileSync(at(GIVEN, "filled.csv"), filled.replace(/;(?=\r?$)/gm, ";onbekend"));
    writeFileSync(at(GIVEN, "misread.csv"), filled.replace(/;(?=\r?$)/gm, `;${someone.name}`));
  },
  ...["filled", "misread"].map((name) => {
    const line = `enquiry answer ${GIVEN}/${name}.csv --enquiry work/H01.enquiry.csv ${OPENED} --out work/${name}.csv`;
    return name === "filled" ? does(line) : fails(line);
  }),
  fails(`enquiry take ${PATIENTS}`),
  does("enquiry take work/filled.csv"),
  does("decide NKKR:H01:H01-9-1 NKKR:H02:H02-2-1 different --reason twins"),
  fails("decide 99999 same --reason twins"),
  fails("decide NKKR:H01:H01-9-1 NKKR:H02:H02-2-1 same --reason twins"),
  does("undo 1 --reason mistaken"),
  fails("undo 7 --reason mistaken"),
  does("decisions"),
  fails(`decisions ${WRONG}`),
  does("model calibrate"),
  fails("model calibrate --max-false-share 7"),
  does("model list"),
  fails("model list --table work/damaged-keys/keys.json"),
  does("model show"),
  fails("model show none"),
  does("model diff default-1"),
  fails("model diff none"),
  does("model use default-1"),
  fails("model use none"),
  does("relink --dry-run"),
  does("relink"),
  fails("relink --table work/damaged/koppel.db"),
  does("verify"),
  fails("verify --table work/damaged/koppel.db"),
  does("keys rotate NKKR"),
  fails("keys rotate none"),
  fails("keys disable NKKR 1"),
  does("keys rewrap work/stored/H01.delivery.csv --out work/stored/H01.2.delivery.csv"),
  fails(`keys rewrap ${PATIENTS} --out work/none.csv`),
  does("keys map NKKR --from 1 --to 2 --out work/stored/map.csv"),
  fails(`keys map --check ${PATIENTS} --public-key 00`),
  does("keys disable NKKR 1"),
  does("keys enable NKKR 1"),
  fails("keys enable NKKR 1"),
  does("keys compromise NKKR 1"),
  fails("keys compromise none 1"),
  does("keys schedule NKKR 1"),
  fails("keys schedule NKKR 9"),
  does("keys restore NKKR 1"),
  fails("keys restore NKKR 1"),
  does("registry add DICA --types GG,C"),
  does("keys rotate DICA"),
  does("keys schedule DICA 1 --after 0"),
  fails("keys destroy DICA 1 --confirm NKKR"),
  does("keys destroy DICA 1 --confirm DICA"),
  does("keys enable NKKR 1"),
  does("keys minimum NKKR 2"),
  fails("keys minimum NKKR 9"),
  does("keys rotate link"),
  does("keys rotate seal"),
  does("keys rekey"),
  fails(`keys rekey ${WRONG}`),
  does("request open --kind access --provider H01 --record NKKR:H01:H01-3-1"),
  fails("request open --kind access --provider H09"),
  does("access NKKR:H01:H01-3-1 --request 1 --out work/access.json"),
  fails("access NKKR:H01:H01-3-1 --request 1 --out work/access.json"),
  does("request open --kind restriction --provider H01 --record NKKR:H01:H01-9-1"),
  does("restrict 2 on --reason dispute"),
  fails("restrict 9 on --reason dispute"),
  does("request open --kind erasure --provider H01 --record NKKR:H01:H01-5-1"),
  does("erase NKKR:H01:H01-5-1 --request 3 --reason asked"),
  fails("erase NKKR:H01:nobody --request 3 --reason asked"),
  does("request close 1 done"),
  fails("request close 9 done"),
  does("request list --all"),
  fails(`request list ${WRONG}`),
  does(`objection make ${GIVEN}/objectors.csv ${SOURCE} --out work/who.delivery.csv`),
  fails(`objection make ${GIVEN}/unclosed.csv ${SOURCE} --out work/none.csv`),
  does("objection policy NKKR stop-and-erase"),
  fails("objection policy NKKR sometimes"),
  does("objection take work/who.delivery.csv"),
  fails(`objection take ${PATIENTS}`),
  does("objection list"),
  fails(`objection list ${WRONG}`),
  does("retention set NKKR records 7y"),
  fails("retention set NKKR records ever"),
  does("retention hold NKKR on --reason claim"),
  fails("retention hold none on --reason claim"),
  does("retention hold NKKR off --reason settled"),
  does("retention show"),
  fails(`retention show ${WRONG}`),
  does("retention run --dry-run"),
  fails("retention run --confirm 99"),
  does("principal remove anna"),
  fails("principal remove nobody"),
  does("backup keys --out work/backup-keys/a.json"),
  fails("backup keys --out work/backup/a.json"),
  fails(`backup keys --out work/backup-keys/b.json ${WRONG}`),
  does("restore keys work/backup-keys/a.json --keys work/again-keys/keys.json"),
  fails(`restore keys ${PATIENTS} --keys work/none-keys/keys.json`),
  does("restore table work/backup/a.db --table work/again.db"),
  fails("restore table work/damaged/koppel.db --table work/none.db"),
  fails(`restore table ${PATIENTS} --table work/none.db`),
  does("audit show --last 100"),
  fails(`audit show ${WRONG}`),
  does("audit export --out work/trail.ndjson"),
  does("audit export --out work/trail.fhir --format fhir"),
  fails("audit export --out work/none/trail.ndjson"),
  does("audit checkpoint --out work/witness.json"),
  fails("audit checkpoint"),
  does("audit verify --checkpoint work/witness.json"),
  does("audit verify work/trail.ndjson"),
  fails(`audit verify ${PATIENTS}`),
  does("audit sample --size 3"),
  fails("audit sample --size none"),
  fails("audit review 1 nothing --reason fine"),
  () => {
    const [sample] = JSON.parse(run("audit show --action audit.sample --last 1 --json").stdout) as { id: number }[];
    expect(run(`audit review ${sample!.id} nothing --reason fine`).status).toBe(0);
  },
];

test(
  "no verb, done or failing, writes or says a patient's value, a passphrase, a key or a pseudonym where it does not belong",
  { timeout: 600_000 },
  async () => {
    const truth = ["H01", "H02"].flatMap((provider, p) =>
      (p ? second : first).map((_, i) => `${provider},${provider}-${i}-1,${p ? i + 8 : i}`),
    );
    writeFileSync(at("work/truth.csv"), `provider,record_id,person\n${truth.join("\n")}\n`);
    mkdirSync(at("work/backup"));
    for (const step of script) {
      if (typeof step === "function") await step();
      else if ("does" in step) {
        const { status, stderr } = run(step.does);
        expect({ line: step.does, status, stderr }).toEqual({ line: step.does, status: 0, stderr: "" });
        // What is only read is asked for once more, as a machine asks.
        if (
          /^(\w+ )?(list|show|status|quality|cases|decisions|explain|evaluate|verify|report)\b(?!.*--out)/.test(
            step.does,
          )
        )
          expect(run(`${step.does} --json`).status).toBe(0);
      } else {
        // Now as people read it, now as a machine does.
        const { status } = run(`${step.fails}${spoken.length % 2 ? "" : " --json"}`);
        expect({ line: step.fails, status }).toEqual({ line: step.fails, status: expect.toBeOneOf([1, 2]) });
      }
    }
    for (const { name } of verbs) {
      const lines = spoken.filter(({ line }) => line.startsWith(`koppel ${name}`));
      expect({ name, lines: lines.length }, "every verb is tried, a new one too").toEqual({
        name,
        lines: expect.toSatisfy((count: number) => count > 1),
      });
    }
    report();
    expect(await found()).toEqual([]);
  },
);

/** What Node itself could tell: a diagnostic report, and an error that nobody foresaw. */
function report(): void {
  const hook = at("tmp", "hook.mjs");
  writeFileSync(
    hook,
    `process.on("exit", () => process.report.writeReport(${JSON.stringify(at("work/report.json"))}));`,
  );
  expect(run("status", { NODE_OPTIONS: `--import=${hook}` }).status).toBe(0);
  const written = JSON.parse(readFileSync(at("work/report.json"), "utf8")) as object;
  expect(written).toHaveProperty("javascriptStack");
  writeFileSync(at(GIVEN, "hook.mjs"), `setTimeout(() => { throw new Error(${JSON.stringify(someone.name)}); }, 1);`);
  const { status, stderr } = run("status", { NODE_OPTIONS: `--import=${at(GIVEN, "hook.mjs")}` });
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("internal error") });
}

/** Every canary that is where it should not be. */
async function found(): Promise<string[]> {
  const plain = new Search();
  for (const [i, canary] of patients.entries())
    for (const quote of quotes(canary)) plain.add(`"${quote}" of patient ${i}`, Buffer.from(quote));
  const secret = new Search();
  for (const [name, phrase] of Object.entries(passphrases)) {
    secret.add(`passphrase of ${name}`, Buffer.from(phrase));
    for (const form of spellings(Buffer.from(phrase)).slice(1)) secret.add(`passphrase of ${name}`, form);
  }
  const main = await ringAt(ENV.KOPPEL_KEYS, "owner");
  const source = await ringAt("work/keys/source.json", "source");
  for (const { name, key } of [...(await keysOf(main)), ...(await keysOf(source))])
    for (const form of spellings(key)) secret.add(name, form);
  const stage1 = new Search();
  const stage2 = new Search();
  for (const { type, value } of delivered()) {
    for (const form of spellings(value)) stage1.add(`pre-pseudonym ${type}`, form);
    for (const domain of main.ring.domains().filter(({ kind }) => kind !== "seal"))
      for (const version of held(domain))
        for (const form of spellings(encryptColumn(main.ring.typeKey(domain.name, version, type), value)))
          stage2.add(`pseudonym ${type} of ${domain.name} ${version}`, form);
  }

  const told: string[] = [];
  const look = (where: string, content: Buffer, ...searches: Search[]): void => {
    for (const search of searches) told.push(...search.in(content).map((what) => `${where}: ${what}`));
  };
  for (const { line, text } of spoken) look(line, Buffer.from(text), plain, secret, stage1, stage2);
  const files = globSync("**", { cwd: root }).filter((path) => statSync(at(path)).isFile());
  const written = files.filter((path) => !path.startsWith(GIVEN) && !path.startsWith(SECRETS));
  for (const path of written) {
    const content = readFileSync(at(path));
    look(path, content, plain, secret);
    // What goes to the TTP, and what a registry keeps.
    if (!/^work\/[^/]*\.delivery\.csv$/.test(path)) look(path, content, stage1);
    if (!path.startsWith("work/stored/")) look(path, content, stage2);
  }
  // The searches find what is there.
  expect(plain.in(readFileSync(at(PATIENTS))).length).toBeGreaterThan(100);
  expect(secret.in(readFileSync(at(SECRETS, "anna.txt")))).toEqual(["passphrase of anna"]);
  expect(stage1.in(readFileSync(at("work/H02.delivery.csv"))).length).toBeGreaterThan(5);
  expect(stage2.in(readFileSync(at("work/stored/map.csv"))).length).toBeGreaterThan(10);
  expect(written.length).toBeGreaterThan(25);
  return told;
}

interface OpenedRing {
  readonly ring: KeyRing;
  readonly path: string;
  readonly passphrase: string;
}

async function ringAt(file: string, name: string): Promise<OpenedRing> {
  const passphrase = passphrases[name]!;
  return { ring: await KeyRing.open(at(file), { passphrase }), path: at(file), passphrase };
}

/** Every key of a ring: what the secret wraps with, what it wraps, and what follows from that. */
async function keysOf({ ring, path, passphrase }: OpenedRing): Promise<{ name: string; key: Uint8Array }[]> {
  const { id, signer, kdf, principals } = parseRing(readFileSync(path, "utf8"), path);
  const { wrap } = await rootKeyOf({ passphrase }, kdf);
  const { name, lock } = principals[0]!;
  const wrapped = Object.entries(lock!.grants).map(([what, sealed]) => ({
    name: `key of ${what}`,
    key: unseal(wrap, Buffer.from(sealed, "base64"), JSON.stringify([id, signer, name, what])),
  }));
  const shared = COMPARTMENTS.flatMap((each) =>
    ["events", "subjects"].map((what) => ({ name: `${what} key of ${each}`, key: ring.sharedKey(each, what) })),
  );
  const domains = ring.domains().flatMap((domain) =>
    held(domain).flatMap((version) => [
      { name: `key ${domain.name} ${version}`, key: ring.material(domain.name, version) },
      ...[...TYPES, "handle"].map((type) => ({
        name: `key ${domain.name} ${version} of ${type}`,
        key: ring.typeKey(domain.name, version, type),
      })),
    ]),
  );
  return [{ name: "root key", key: wrap }, ...wrapped, ...shared, ...domains];
}

/** The versions of which a ring still has the key. */
function held({ versions }: ReturnType<KeyRing["domains"]>[number]): number[] {
  return versions.filter(({ state }) => state !== "destroyed").map(({ version }) => version);
}

const TYPES = ["MRN", "NGGV", "sNGGV", "NGG", "sNGG", "C", "RGG", "GG", "B"];

/** What the deliveries say: pre-pseudonyms with their types, each once. */
function delivered(): { type: string; value: Uint8Array }[] {
  const seen = new Map<string, { type: string; value: Uint8Array }>();
  for (const [file, encoding] of [
    ["H01", "hex"],
    ["H02", "base64url"],
  ] as const) {
    const [head, ...rows] = readFileSync(at(`work/${file}.delivery.csv`), "utf8")
      .trimEnd()
      .split("\n");
    const columns = head!.split(",").map((column) => TYPES.find((type) => type.toLowerCase() === column.toLowerCase()));
    for (const row of rows)
      for (const [i, text] of row.split(",").entries())
        if (columns[i] !== undefined && text !== "")
          seen.set(`${columns[i]} ${text}`, { type: columns[i], value: Buffer.from(text, encoding) });
  }
  expect(seen.size).toBeGreaterThan(150);
  return [...seen.values()];
}
