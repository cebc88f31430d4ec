/** Bytes of a value. */
const BYTES = 16;

/** Bits of a position in a sort key; those above hold the start of the value. */
const POSITION_BITS = 28;

/** The positions of values, 16 bytes each, in ascending order of the values, equal ones once. At most 2^28 values; O(n log n), natively. */
export function distinctOrder(values: Uint8Array): Uint32Array {
  const count = values.length / BYTES;
  const view = new DataView(values.buffer, values.byteOffset, values.length);
  const keys = new BigUint64Array(count);
  const words = new Uint32Array(keys.buffer);
  for (let i = 0; i < count; i++) {
    words[2 * i] = ((view.getUint8(BYTES * i + 4) >>> 4) << POSITION_BITS) | i;
    words[2 * i + 1] = view.getUint32(BYTES * i);
  }
  keys.sort();
  const order = new Uint32Array(count);
  let size = 0;
  for (let n = 0; n < count; n++) {
    const position = words[2 * n] & ((1 << POSITION_BITS) - 1);
    // Hardly any two evenly spread values start with the same 36 bits, so this goes back a step at most.
    let at = size;
    while (at > 0 && compare(view, order[at - 1], position) > 0) at--;
    if (at > 0 && compare(view, order[at - 1], position) === 0) continue;
    order.copyWithin(at + 1, at, size++);
    order[at] = position;
  }
  return order.subarray(0, size);
}

function compare(view: DataView, a: number, b: number): number {
  for (let at = 0; at < BYTES; at += 4) {
    const difference = view.getUint32(BYTES * a + at) - view.getUint32(BYTES * b + at);
    if (difference !== 0) return difference;
  }
  return 0;
}
