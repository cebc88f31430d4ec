import { randomInt } from "node:crypto";

/** So many of the ids from `from` to `to`, each as likely as any other, in ascending order. O(size log size). */
export function drawSample(from: number, to: number, size: number): number[] {
  // Floyd's way: no id is drawn twice, whatever the range.
  const chosen = new Set<number>();
  const count = Math.min(size, to - from + 1);
  for (let most = to - count + 1; most <= to; most++) {
    const drawn = randomInt(from, most + 1);
    chosen.add(chosen.has(drawn) ? most : drawn);
  }
  return [...chosen].toSorted((a, b) => a - b);
}
