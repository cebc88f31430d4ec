import { randomUUID } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";

import { KeyRing } from "@koppel/keyring";
import { expect } from "vitest";

import type { TableMaker, TestTable } from "./tables.ts";

/** A maker's ring in a file of its own, with domains that are rotated. */
export class RotatedRing {
  readonly path: string;
  readonly #maker: TableMaker;

  constructor(maker: TableMaker) {
    this.#maker = maker;
    this.path = join(maker.folder, `${randomUUID()}.json`);
    copyFileSync(maker.ringPath, this.path);
  }

  /** The same table under the ring with new versions of these domains. */
  async open(table: TestTable, ...domains: readonly string[]): Promise<TestTable> {
    return this.#maker.open(table.path, await this.#changed(domains, (ring, domain) => ring.rotate(domain)));
  }

  /** The ring without the versions of these domains that are not primary. */
  forgetOld(...domains: readonly string[]): Promise<KeyRing> {
    return this.#changed(domains, (ring, domain) => {
      const { primary, versions } = ring.domain(domain);
      for (const { version, state } of versions) {
        if (version === primary || state === "destroyed") continue;
        ring.change(domain, version, { to: "destroy-scheduled", at: new Date(0) });
        ring.change(domain, version, { to: "destroyed" });
      }
    });
  }

  async #changed(domains: readonly string[], change: (ring: KeyRing, domain: string) => void): Promise<KeyRing> {
    const ring = await KeyRing.open(this.path, this.#maker.secret);
    for (const domain of domains) change(ring, domain);
    if (domains.length > 0) ring.save();
    return ring;
  }
}

/** All that re-keying must leave as it is. */
export function stateOf(table: TestTable): object {
  const { store } = table.open;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
  const cases = store.cases().map((row) => ({ ...row, key: hex(row.key), birthGroup: hex(row.birthGroup) }));
  const persons = [...new Set(table.numbers().persons.values())];
  return {
    content: table.content(),
    numbers: table.numbers(),
    cases,
    decisions: store.decisions(),
    bridges: store.bridges(),
    events: store.personEvents(persons),
    partitions: store.partitions(),
    deliveries: store.deliveries(),
    settings: store.settings(),
    next: store.nextNumber(),
  };
}

/** The same, but for when and in which run it came about. */
export function timeless(table: TestTable): object {
  const without = (field: string, value: unknown): unknown => {
    if (value instanceof Map) return [...value];
    return field === "run" || field === "at" ? 0 : value;
  };
  return JSON.parse(JSON.stringify(stateOf(table), without)) as object;
}

/** Re-keys until so many partitions are done; false where it came to its end before. */
export async function rekeyPart(table: TestTable, partitions: number): Promise<boolean> {
  const stop = new AbortController();
  const onProgress = ({ done }: { done: number }): void => {
    if (done >= partitions) stop.abort();
  };
  try {
    await table.rekey({ onProgress, signal: stop.signal });
    return false;
  } catch (error) {
    expect(error).toMatchObject({ name: "AbortError" });
    return true;
  }
}
