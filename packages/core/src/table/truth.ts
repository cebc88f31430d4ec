import { createReadStream } from "node:fs";

import { CsvError, parse } from "csv-parse";

import { KoppelError } from "../errors.ts";
import { WORDS } from "../evidence/block.ts";
import { sameValue, tableSize } from "../evidence/dictionary.ts";
import { recordKeys } from "../evidence/record-key.ts";
import type { TruthIndex } from "../workers/known-partition.ts";
import type { OpenTable } from "./open-table.ts";

/** The truth, found by record key, in memory that all threads share. */
export interface Truth {
  readonly index: TruthIndex;
  /** Rows of the file. */
  readonly records: number;
}

interface TruthRow {
  readonly registry?: string;
  readonly provider: string;
  readonly record_id: string;
  readonly person: string;
}

/**
 * Reads who is who: a CSV with the columns provider, record_id and person, and registry where it matters; without it a row holds for
 * every registry that the provider delivers to.
 *
 * @throws KoppelError FILE_UNREADABLE, BAD_TRUTH
 */
export async function readTruth(table: OpenTable, path: string): Promise<Truth> {
  const groups = new Map<
    string,
    { registry: string | undefined; provider: string; ids: string[]; persons: number[] }
  >();
  const persons = new Map<string, number>();
  let records = 0;
  for await (const row of truthRows(path)) {
    const key = JSON.stringify([row.registry, row.provider]);
    const group = groups.get(key) ?? { registry: row.registry, provider: row.provider, ids: [], persons: [] };
    groups.set(key, group);
    if (!persons.has(row.person)) persons.set(row.person, persons.size);
    group.ids.push(row.record_id);
    group.persons.push(persons.get(row.person)!);
    records++;
  }
  return { index: indexTruth(table, [...groups.values()]), records };
}

async function* truthRows(path: string): AsyncGenerator<TruthRow> {
  const file = createReadStream(path);
  const rows = file.pipe(parse({ bom: true, columns: true, info: true, skip_empty_lines: true }));
  file.on("error", (error) => rows.destroy(error));
  try {
    for await (const { record: row, info } of rows as AsyncIterable<{ record: TruthRow; info: { lines: number } }>) {
      if (row.provider === undefined || row.record_id === undefined || row.person === undefined)
        throw new KoppelError("BAD_TRUTH", "the columns provider, record_id and person are needed", {
          file: path,
          line: 1,
        });
      if (row.person === "")
        throw new KoppelError("BAD_TRUTH", "a record without a person", { file: path, line: info.lines });
      yield row;
    }
  } catch (error) {
    if (error instanceof KoppelError) throw error;
    // The parser's message may quote a value, so it is not passed on.
    if (error instanceof CsvError)
      throw new KoppelError("BAD_TRUTH", "this is no CSV", { file: path, line: Number(error["lines"]) });
    throw new KoppelError("FILE_UNREADABLE", "the file cannot be read", { file: path, cause: error });
  }
}

function indexTruth(
  table: OpenTable,
  groups: readonly {
    registry: string | undefined;
    provider: string;
    ids: readonly string[];
    persons: readonly number[];
  }[],
): TruthIndex {
  const named = groups.flatMap((group) =>
    registriesOf(table, group.registry, group.provider).map((registry) => ({ ...group, registry })),
  );
  const rows = named.reduce((sum, { ids }) => sum + ids.length, 0);
  const keys = new Uint32Array(new SharedArrayBuffer(rows * 16));
  const person = new Int32Array(new SharedArrayBuffer(rows * 4));
  const slots = new Int32Array(new SharedArrayBuffer(tableSize(rows) * 4));
  let at = 0;
  for (const { registry, provider, ids, persons } of named) {
    const encoded = ids.map((id) => Buffer.from(id));
    const offsets = new Uint32Array(ids.length + 1);
    encoded.forEach((id, i) => (offsets[i + 1] = offsets[i] + id.length));
    const digests = recordKeys(registry, provider, Buffer.concat(encoded), offsets);
    keys.set(new Uint32Array(digests.buffer, digests.byteOffset, ids.length * WORDS), at * WORDS);
    person.set(persons, at);
    at += ids.length;
  }
  const mask = slots.length - 1;
  for (let row = 0; row < rows; row++) {
    let slot = keys[row * WORDS] & mask;
    while (slots[slot] !== 0 && !sameValue(keys, (slots[slot] - 1) * WORDS, keys, row * WORDS))
      slot = (slot + 1) & mask;
    if (slots[slot] === 0) slots[slot] = row + 1;
  }
  return { keys, person, slots };
}

function registriesOf(table: OpenTable, registry: string | undefined, provider: string): string[] {
  if (registry !== undefined && registry !== "") return [registry];
  const id = table.store.providers().find(({ name }) => name === provider)?.id;
  const used = new Set(table.store.deliveries().flatMap((row) => (row.provider === id ? [row.registry] : [])));
  return table.store.registries().flatMap(({ id, name }) => (used.has(id) ? [name] : []));
}
