/** Disjoint sets of the numbers 0 to n - 1, with path halving; the smallest member stands for its set. */
export class UnionFind {
  readonly #parent: Int32Array;

  constructor(size: number) {
    this.#parent = new Int32Array(size);
    for (let i = 0; i < size; i++) this.#parent[i] = i;
  }

  /** The smallest member of the set that holds `x`. */
  find(x: number): number {
    const parent = this.#parent;
    while (parent[x] !== x) {
      parent[x] = parent[parent[x]];
      x = parent[x];
    }
    return x;
  }

  /** Makes one set of the two that hold `x` and `y`. */
  union(x: number, y: number): void {
    const a = this.find(x);
    const b = this.find(y);
    if (a < b) this.#parent[b] = a;
    else this.#parent[a] = b;
  }

  /** A label from 0 for each set, in the order of the smallest members. O(n). */
  labels(): { labels: Int32Array; size: number } {
    const labels = new Int32Array(this.#parent.length);
    let size = 0;
    for (let x = 0; x < labels.length; x++) {
      const root = this.find(x);
      labels[x] = root === x ? size++ : labels[root];
    }
    return { labels, size };
  }
}
