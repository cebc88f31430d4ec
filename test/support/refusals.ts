import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { KoppelError } from "@koppel/core";
import type { Manifest } from "@koppel/pseudonym";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { TableStatus } from "../../packages/core/src/table/results.ts";
import { csv, deliver } from "./delivery.ts";
import { sheet } from "./patients.ts";
import { LUNG_TYPES, TableMaker } from "./tables.ts";

/** Text that stands where patient data would, and so in no message. */
export const SECRET = "SECRETSECRETSECRETSECRETSECRETSE";

/** A delivery that is not taken: what is wrong, how to make it (its path, or several), the code and line that are told. */
export type Refusal = readonly [
  what: string,
  make: (files: SpoiltFiles) => string | string[],
  code: string,
  line?: number,
];

/** Makes deliveries that are wrong in one respect. */
export class SpoiltFiles {
  readonly folder: string;
  /** A sheet that would be taken. */
  readonly good = sheet("lung", "H2", LUNG_TYPES, 20, 40);
  readonly header: string = csv({ ...this.good, records: [] });
  /** A delivery that was linked. */
  readonly linked: string;

  constructor(folder: string) {
    this.folder = folder;
    const visits = sheet("lung", "H1", LUNG_TYPES, 0, 40);
    this.linked = deliver(folder, "linked.csv", visits, csv(visits));
  }

  /** The good sheet as a changed text, with a manifest that fits it or is changed too. */
  text(change: (text: string) => string | Uint8Array, changes: Partial<Manifest> = {}, name = "bad.csv"): string {
    return this.content(change(csv(this.good)), name, changes);
  }

  /** Anything in place of the good sheet. */
  content(content: string | Uint8Array, name = "bad.csv", changes: Partial<Manifest> = {}): string {
    return deliver(this.folder, name, this.good, content, changes);
  }

  /** The good sheet with another manifest. */
  manifest(changes: Partial<Manifest>): string {
    return this.text((same) => same, changes);
  }

  /** The good sheet with a manifest of any text. */
  manifestText(content: string): string {
    const path = this.manifest({});
    writeFileSync(join(this.folder, "bad.manifest.json"), content);
    return path;
  }
}

/** Tests, one a row, that a table refuses the delivery whole, says why and where, and stays as it was. */
export async function testRefusals(rows: readonly Refusal[]): Promise<void> {
  const maker = await TableMaker.start(2);
  const files = new SpoiltFiles(maker.folder);
  const table = maker.make();
  let before: TableStatus;

  beforeAll(async () => {
    await table.link([files.linked]);
    before = await table.status();
  });
  afterAll(() => maker.close());

  describe("a table refuses whole, and stays as it was, on", () => {
    it.each(rows.map(([what, make, code, line]) => ({ what, make, code, line })))(
      "$what",
      async ({ make, code, line }) => {
        const made = make(files);
        const paths = typeof made === "string" ? [made] : made;
        const error = await table.link(paths).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error).toBeInstanceOf(KoppelError);
        expect(error).toMatchObject({ code, ...(line === undefined ? {} : { line }) });
        const { message, hint, file } = error as KoppelError;
        if (paths.length > 0)
          expect(file).toMatch(new RegExp(`^${maker.folder}/(bad|again|linked|none|folder|pipe)\\.`));
        expect(`${message} ${hint}`).not.toMatch(/SECRET|visit|[0-9a-f]{16}|123456/i);
        expect(await table.status()).toEqual(before);
      },
    );
  });
}
