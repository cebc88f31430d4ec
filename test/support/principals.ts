import { copyFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

import { LinkTable } from "@koppel/core";
import { KeyRing, type Role, type RootSecret } from "@koppel/keyring";

import type { TableMaker } from "./tables.ts";

const ROLE_OF = { anna: "reviewer", otto: "operator", cas: "custodian", ada: "auditor", ana: "analyst" } as const;

export type Name = "owner" | keyof typeof ROLE_OF;

/** A table with its own copy of the maker's ring, so that tests do not change each other's, with a principal for each role. */
export class PeopledTable {
  readonly path: string;
  readonly ringPath: string;
  readonly #maker: TableMaker;
  readonly #opened = new Set<LinkTable>();

  private constructor(maker: TableMaker, path: string) {
    this.path = path;
    this.ringPath = `${path}.ring`;
    this.#maker = maker;
  }

  static async make(maker: TableMaker): Promise<PeopledTable> {
    const table = new PeopledTable(maker, maker.make().path);
    copyFileSync(maker.ringPath, table.ringPath);
    for (const name of Object.keys(ROLE_OF)) writeFileSync(keyFileOf(table.path, name), Buffer.alloc(32, name));
    const owner = await table.as("owner");
    for (const [name, role] of Object.entries(ROLE_OF))
      await owner.keys.addPrincipal({ name, roles: [role as Role] }, table.secret(name as Name));
    await table.close(owner);
    return table;
  }

  secret(name: Name): RootSecret {
    return name === "owner" ? this.#maker.secret : { keyFile: keyFileOf(this.path, name) };
  }

  ring(name: Name, path = this.ringPath): Promise<KeyRing> {
    return KeyRing.open(path, this.secret(name));
  }

  /** The table, or a copy of it, as somebody opens it. */
  async as(name: Name, path = this.path, ringPath = this.ringPath): Promise<LinkTable> {
    const table = LinkTable.open({ path, ring: await this.ring(name, ringPath), threads: 1 });
    this.#opened.add(table);
    return table;
  }

  async close(table: LinkTable): Promise<void> {
    await table.close();
    this.#opened.delete(table);
  }

  async closeAll(): Promise<void> {
    for (const table of this.#opened) await this.close(table);
  }
}

/** A copy of a table, all in one file. */
export function copyOf(path: string, name: string): string {
  const db = new DatabaseSync(path);
  db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  db.close();
  copyFileSync(path, `${path}.${name}`);
  return `${path}.${name}`;
}

function keyFileOf(path: string, name: string): string {
  return `${path}.${name}.key`;
}
