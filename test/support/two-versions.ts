import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { LinkTable } from "@koppel/core";
import { KeyRing } from "@koppel/keyring";
import { keyCheck } from "@koppel/pseudonym";

import { SOURCE_KEY } from "./patients.ts";
import { LUNG_TYPES, makeRing, TYPES } from "./tables.ts";

/** A link table in a folder of its own, with the registries `heart` (all types) and `lung` (without B), the former with a second key version. */
export class TwoVersions {
  readonly folder: string;
  /** As it was when `heart` had one version. */
  readonly before: KeyRing;
  readonly ring: KeyRing;
  readonly table: LinkTable;

  private constructor(folder: string, before: KeyRing, ring: KeyRing) {
    this.folder = folder;
    this.before = before;
    this.ring = ring;
    this.table = LinkTable.open({ path: this.path("koppel.db"), ring, threads: 2 });
  }

  static async make(): Promise<TwoVersions> {
    const folder = mkdtempSync(join(tmpdir(), "koppel-versions-"));
    const before = await makeRing(join(folder, "keys"));
    const table = LinkTable.create({
      path: join(folder, "koppel.db"),
      ring: before,
      threads: 1,
      sourceCheck: keyCheck(SOURCE_KEY),
    });
    table.addRegistry({ name: "heart", types: TYPES, serviceNumber: true });
    table.addRegistry({ name: "lung", types: LUNG_TYPES });
    for (const provider of ["H1", "H2", "H3"]) table.addProvider(provider);
    await table.close();
    const ring = await KeyRing.open(join(folder, "keys/ring.json"), { keyFile: join(folder, "keys/secret") });
    ring.rotate("heart");
    ring.save();
    return new TwoVersions(folder, before, ring);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async close(): Promise<void> {
    await this.table.close();
    rmSync(this.folder, { recursive: true });
  }
}
