import { createCipheriv } from "node:crypto";

import { encryptColumn } from "@koppel/keyring";
import { array, assert, boolean, nat, option, property, record, tuple } from "fast-check";
import { expect, it } from "vitest";

import { allocateBlock, HAS_NUMBER, TAKES_PART } from "../evidence/block.ts";
import { makeHandles } from "./handles.ts";

const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const [anchorKey, numberKey, mac, registryKey] = [1, 2, 3, 4].map(key);
const PARTITIONS = 7;

const patient = record({
  provider: nat(1),
  anchor: option(nat(2), { freq: 3 }),
  number: option(nat(2), { freq: 3 }),
  record: nat(3),
});
const deliveries = array(tuple(patient, boolean()), { maxLength: 30, size: "max" });

/** 16 bytes that stand for a value of stage 1. */
const value = (n: number): Uint8Array => new Uint8Array(16).fill(17 * n + 1);

function aes(secret: Uint8Array, block: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-ecb", secret, null).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]);
}

const xor = (a: Uint8Array, b: Uint8Array): Buffer => Buffer.from(a.map((byte, i) => byte ^ b[i]));

/** Handle and partition of one record, by the book. */
function expected(of: { provider: number; anchor: number | null; number: number | null; record: number }): unknown {
  const anchor = of.anchor === null ? Buffer.alloc(16) : aes(anchorKey, value(of.anchor));
  const number = of.number === null ? undefined : aes(numberKey, value(of.number));
  const label = Buffer.from(new Uint32Array([0x4b504832, of.provider, number === undefined ? 0 : 1, 0]).buffer);
  const own = [anchor, number ?? value(of.record)].reduce(
    (state, block) => aes(mac, xor(state, block)),
    aes(mac, label),
  );
  const place = of.anchor === null ? (number ?? Buffer.from(value(of.record))) : anchor;
  const handle = Buffer.concat([own.subarray(0, 8), anchor.subarray(0, 8)]);
  return { handle: handle.toString("hex"), partition: place.readUInt32LE(12) % PARTITIONS };
}

it("are what they are said to be, whether values come from stage 1 or from a registry's key", () => {
  assert(
    property(deliveries, (rows) => {
      for (const [of, final] of rows) {
        // Room for more records than there are, and something in it.
        const block = allocateBlock(3, 0b10);
        for (const column of [block.values[1]!, block.number, block.handle]) column.fill(0x55);
        const delivered = (n: number): Uint32Array => {
          const bytes = final ? encryptColumn(registryKey, value(n)) : value(n);
          return new Uint32Array(bytes.slice().buffer);
        };
        block.present[0] = TAKES_PART;
        if (of.anchor !== null) {
          block.values[1]!.set(delivered(of.anchor));
          block.present[0] |= 0b10;
        }
        if (of.number !== null) {
          block.number.set(delivered(of.number));
          block.present[0] |= HAS_NUMBER;
        }
        block.record.set(new Uint32Array(value(of.record).slice().buffer));
        const from = final ? registryKey : null;
        const keys = { anchor: { from, to: anchorKey }, number: { from, to: numberKey }, mac };
        const place = { anchor: 1, provider: of.provider, partitions: PARTITIONS };
        const [partition] = makeHandles(block, 1, place, keys);
        const handle = Buffer.from(block.handle.slice(0, 4).buffer).toString("hex");
        expect({ handle, partition }).toEqual(expected(of));
      }
    }),
  );
});
