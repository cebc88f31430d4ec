import { WORDS, type Block } from "../evidence/block.ts";
import { scratch } from "./scratch.ts";
import { dictionary, tableSize, type Codes } from "../evidence/dictionary.ts";

/** A rule of the lattice on numbers of the table's types: equal determinants force each implied type to be equal. */
export interface TypeRule {
  readonly determinants: readonly number[];
  readonly implied: readonly number[];
}

/** What a rule found: how many records break it, and for some of them the lines that contradict each other. */
export interface Violations {
  readonly rule: TypeRule;
  readonly count: number;
  readonly lines: readonly (readonly [number, number])[];
}

/** Violations kept as examples. */
const EXAMPLES = 10;

/**
 * Checks rules of the lattice over all records of a delivery (DOMAIN section 2): records that share the determinants must share what they
 * imply. A violation means mixed keys, mixed versions, swapped columns or corruption. Values are coded once a type, so that each
 * rule compares small integers. O(records × types).
 *
 * @returns the rules that are broken
 */
export function checkLattice(blocks: readonly Block[], rules: readonly TypeRule[]): Violations[] {
  const present = joinPresent(blocks);
  const coded = new Map<number, Codes>();
  const codesOf = (type: number): Codes => {
    const known = coded.get(type);
    if (known !== undefined) return known;
    const memory = scratch.take(present.length * WORDS * 4);
    const codes = dictionary(joinColumn(blocks, type, memory), present, 1 << type);
    scratch.give(memory);
    coded.set(type, codes);
    return codes;
  };
  return rules.flatMap((rule) => {
    const determinant = rule.determinants.map(codesOf).reduce(codePairs);
    const found = rule.implied.map((type) => contradictions(determinant, codesOf(type).codes));
    const rows = found.flatMap((pairs) => pairs.examples);
    const count = found.reduce((sum, pairs) => sum + pairs.count, 0);
    if (count === 0) return [];
    const line = lineOf(blocks);
    return [{ rule, count, lines: rows.slice(0, EXAMPLES).map(([a, b]) => [line(a), line(b)] as const) }];
  });
}

/** Rows whose determinant is that of an earlier row while the implied value, where both have one, is another. */
function contradictions({ codes, size }: Codes, implied: Int32Array): { count: number; examples: [number, number][] } {
  const examples: [number, number][] = [];
  const value = new Int32Array(size + 1);
  const bearer = new Int32Array(size + 1);
  let count = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code === 0 || implied[row] === 0) continue;
    if (value[code] === 0) {
      value[code] = implied[row];
      bearer[code] = row;
    } else if (value[code] !== implied[row]) {
      count++;
      if (examples.length < EXAMPLES) examples.push([bearer[code], row]);
    }
  }
  return { count, examples };
}

/** Codes of two columns taken together. */
function codePairs(a: Codes, b: Codes): Codes {
  const rows = a.codes.length;
  const codes = new Int32Array(rows);
  const firstRow = new Int32Array(rows);
  const slots = new Int32Array(tableSize(rows));
  const mask = slots.length - 1;
  let size = 0;
  for (let row = 0; row < rows; row++) {
    const [x, y] = [a.codes[row], b.codes[row]];
    if (x === 0 || y === 0) continue;
    let slot = ((Math.imul(Math.imul(x, 0x9e3779b1) + y, 0x85ebca6b) >>> 8) ^ y) & mask;
    while (slots[slot] !== 0 && (a.codes[firstRow[slots[slot] - 1]] !== x || b.codes[firstRow[slots[slot] - 1]] !== y))
      slot = (slot + 1) & mask;
    if (slots[slot] === 0) {
      firstRow[size] = row;
      slots[slot] = ++size;
    }
    codes[row] = slots[slot];
  }
  return { codes, size, firstRow: firstRow.subarray(0, size) };
}

function joinColumn(blocks: readonly Block[], type: number, memory: ArrayBuffer): Uint32Array {
  const joined = new Uint32Array(memory, 0, rowsOf(blocks) * WORDS);
  let at = 0;
  for (const { values, rows } of blocks) {
    joined.set(values[type]!, at);
    at += rows * WORDS;
  }
  return joined;
}

function joinPresent(blocks: readonly Block[]): Uint16Array {
  const joined = new Uint16Array(rowsOf(blocks));
  let at = 0;
  for (const { present, rows } of blocks) {
    joined.set(present, at);
    at += rows;
  }
  return joined;
}

function lineOf(blocks: readonly Block[]): (row: number) => number {
  return (row) => {
    let at = row;
    for (const { line, rows } of blocks) {
      if (at < rows) return line[at];
      at -= rows;
    }
    throw new RangeError("no such row");
  };
}

function rowsOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { rows }) => sum + rows, 0);
}
