import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { fromHex } from "./bytes.ts";
import { KeyRing } from "./key-ring.ts";
import type { RootSecret } from "./root-key.ts";
import { isSigned } from "./signature.ts";

let folder: string;
let path: string;
const coded = (code: string): unknown => expect.objectContaining({ code });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "koppel-principals-"));
  path = join(folder, "ring.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A secret that costs no time. */
function secretOf(name: string): RootSecret {
  const keyFile = join(folder, `${name}.key`);
  writeFileSync(keyFile, Buffer.alloc(32, name));
  return { keyFile };
}

async function tableRing(): Promise<KeyRing> {
  const ring = await KeyRing.create(path, secretOf("owner"));
  for (const [name, kind] of [
    ["heart", "registry"],
    ["link", "link"],
    ["handle", "handle"],
    ["seal", "seal"],
    ["source", "source"],
  ] as const)
    ring.addDomain(name, kind);
  ring.save();
  return ring;
}

describe("a principal", () => {
  it("opens what its roles open, and nothing else, whatever the program asks", async () => {
    const owner = await tableRing();
    for (const role of ["operator", "reviewer", "custodian", "auditor", "analyst", "provider"] as const)
      await owner.addPrincipal({ name: role, roles: [role] }, secretOf(role));
    owner.save();
    const opened: Record<string, string[]> = {};
    for (const role of ["operator", "reviewer", "custodian", "auditor", "analyst", "provider"]) {
      const ring = await KeyRing.open(path, secretOf(role));
      expect(ring.principal).toEqual({ name: role, roles: [role], present: [] });
      const may = (what: string, work: () => unknown): string[] => {
        try {
          work();
          return [what];
        } catch (error) {
          expect(error).toEqual(coded("NOT_GRANTED"));
          return [];
        }
      };
      opened[role] = [
        ...["heart", "link", "handle", "seal", "source"].flatMap((name) =>
          may(name, () => expect(ring.material(name, 1)).toEqual(owner.material(name, 1))),
        ),
        ...(["control", "trail", "figures"] as const).flatMap((name) =>
          may(name, () => expect(ring.sharedKey(name, "a")).toEqual(owner.sharedKey(name, "a"))),
        ),
        ...may("rotate", () => {
          ring.rotate("heart");
          ring.save();
        }),
      ];
    }
    expect(opened).toEqual({
      operator: ["heart", "link", "handle", "seal", "control", "trail", "figures"],
      reviewer: ["seal", "trail"],
      custodian: ["heart", "link", "handle", "seal", "source", "control", "trail", "figures", "rotate"],
      auditor: ["trail"],
      analyst: ["figures"],
      provider: ["source"],
    });
  });

  it("cannot let anybody in to what it has no key for, nor make the ring say that it may", async () => {
    const owner = await tableRing();
    await owner.addPrincipal({ name: "anna", roles: ["reviewer"] }, secretOf("anna"));
    owner.save();
    const anna = await KeyRing.open(path, secretOf("anna"));
    await expect(anna.addPrincipal({ name: "eve", roles: ["operator"] }, secretOf("eve"))).rejects.toThrow(
      coded("NOT_GRANTED"),
    );
    await anna.addPrincipal({ name: "eve", roles: ["reviewer"] }, secretOf("eve"));
    expect(() => anna.save()).toThrow(coded("NOT_GRANTED"));
    expect((await KeyRing.open(path, secretOf("anna"))).principals()).toHaveLength(2);
  });

  it("changes its own secret and nothing else: keys, signatures and other principals stay", async () => {
    const owner = await tableRing();
    await owner.addPrincipal({ name: "anna", roles: ["reviewer"] }, secretOf("anna"));
    owner.save();
    const before = JSON.parse(readFileSync(path, "utf8"));
    const anna = await KeyRing.open(path, secretOf("anna"));
    await expect(anna.changeSecret(secretOf("owner"))).rejects.toThrow(coded("SECRET_TAKEN"));
    await anna.changeSecret(secretOf("anna, later"));
    anna.save();
    const after = JSON.parse(readFileSync(path, "utf8"));
    expect({ ...after, principals: [] }).toEqual({ ...before, principals: [] });
    expect(after.principals[0]).toEqual(before.principals[0]);
    expect(after.principals[1].publicKey).toBe(before.principals[1].publicKey);
    await expect(KeyRing.open(path, secretOf("anna"))).rejects.toThrow(coded("WRONG_SECRET"));
    const again = await KeyRing.open(path, secretOf("anna, later"));
    expect(again.material("seal", 1)).toEqual(owner.material("seal", 1));
  });

  it("signs under a key that the ring shows, also when it is removed and opens nothing any more", async () => {
    const owner = await tableRing();
    await owner.addPrincipal({ name: "anna", roles: ["reviewer"] }, secretOf("anna"));
    owner.save();
    const anna = await KeyRing.open(path, secretOf("anna"));
    const signature = anna.sign(Buffer.from("seen"), "trail");
    const later = await KeyRing.open(path, secretOf("owner"));
    later.removePrincipal("anna");
    expect(() => later.removePrincipal("owner")).toThrow(coded("LAST_CUSTODIAN"));
    expect(() => later.removePrincipal("anna")).toThrow(coded("PRINCIPAL_MISSING"));
    await expect(later.addPrincipal({ name: "anna", roles: ["reviewer"] }, secretOf("b"))).rejects.toThrow(
      coded("PRINCIPAL_EXISTS"),
    );
    later.save();
    await expect(KeyRing.open(path, secretOf("anna"))).rejects.toThrow(coded("WRONG_SECRET"));
    const known = (await KeyRing.open(path, secretOf("owner"))).principals().find(({ name }) => name === "anna")!;
    expect(known.removed).toBeDefined();
    expect(isSigned(fromHex(known.publicKey), Buffer.from("seen"), signature, "trail")).toBe(true);
  });

  it("may be a command that prints its key", async () => {
    const key = randomBytes(32).toString("hex");
    writeFileSync(join(folder, "root"), `${key}\n`);
    const command = `cat '${join(folder, "root")}'`;
    const ring = await KeyRing.create(path, { command });
    expect((await KeyRing.open(path, { command })).id).toBe(ring.id);
    await expect(KeyRing.open(path, { command: "echo short" })).rejects.toThrow(coded("SECRET_WEAK"));
    const failing = KeyRing.open(path, { command: `echo ${key}; exit 3` });
    await expect(failing).rejects.toThrow(coded("SECRET_UNREADABLE"));
    await expect(failing).rejects.not.toThrow(key);
  });
});

describe("a quorum", () => {
  const members = ["ann", "bob", "cas"].map((name) => ({ name, secret: () => secretOf(name) }));

  async function quorumRing(): Promise<KeyRing> {
    const ring = await tableRing();
    const own = members.map(({ name, secret }) => ({ name, secret: secret() }));
    await ring.addPrincipal({ name: "custodians", roles: ["custodian"] }, { threshold: 2, members: own });
    ring.removePrincipal("owner");
    ring.save();
    return ring;
  }

  it("opens with any so many of its members, who are named, and with no fewer", async () => {
    const ring = await quorumRing();
    for (const [a, b] of [
      [0, 1],
      [2, 0],
      [1, 2],
    ] as const) {
      const both = await KeyRing.open(path, [members[a]!.secret(), members[b]!.secret()]);
      expect(both.principal.name).toBe("custodians");
      expect([...both.principal.present].toSorted()).toEqual([members[a]!.name, members[b]!.name].toSorted());
      expect(both.material("heart", 1)).toEqual(ring.material("heart", 1));
    }
    await KeyRing.open(
      path,
      members.map(({ secret }) => secret()),
    );
    for (const { secret } of members) {
      await expect(KeyRing.open(path, secret())).rejects.toThrow(coded("QUORUM_MISSING"));
      await expect(KeyRing.open(path, [secret(), secret()])).rejects.toThrow(coded("QUORUM_MISSING"));
      await expect(KeyRing.open(path, [secret(), secretOf("mallory")])).rejects.toThrow(coded("QUORUM_MISSING"));
    }
    await expect(KeyRing.open(path, secretOf("owner"))).rejects.toThrow(coded("WRONG_SECRET"));
    const two = await KeyRing.open(path, [members[0]!.secret(), members[2]!.secret()]);
    two.rotate("heart");
    two.save();
    expect((await KeyRing.open(path, [members[0]!.secret(), members[1]!.secret()])).domain("heart").primary).toBe(2);
  });

  it("needs two, and members who are different people", async () => {
    const ring = await tableRing();
    const add = (threshold: number, names: readonly string[], secret = secretOf): Promise<unknown> =>
      ring.addPrincipal(
        { name: "custodians", roles: ["custodian"] },
        { threshold, members: names.map((name) => ({ name, secret: secret(name) })) },
      );
    await expect(add(1, ["a", "b"])).rejects.toThrow(coded("BAD_QUORUM"));
    await expect(add(3, ["a", "b"])).rejects.toThrow(coded("BAD_QUORUM"));
    await expect(add(2, ["a", "a"])).rejects.toThrow(coded("BAD_QUORUM"));
    await expect(add(2, ["a", "b"], () => secretOf("same"))).rejects.toThrow(coded("BAD_QUORUM"));
  });
});
