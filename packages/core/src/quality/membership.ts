/** The scopes of a panel: the table is the first, then every provider, then every registry. */
export interface Scopes {
  readonly size: number;
  /** By number of the provider: its scope. */
  readonly ofProvider: Int32Array;
  /** The scope of the first registry; the others follow. */
  readonly firstRegistry: number;
  /** By delivery: position of its registry among the registries. */
  readonly registryOf: Int32Array;
}

/** Which scopes local patients, and pairs of them, belong to. */
export class Membership {
  readonly #scopes: Scopes;
  readonly #provider: Int32Array;
  readonly #registries: number;
  /** By local patient and registry: 1 where it has a record of it. */
  readonly inRegistry: Uint8Array;
  readonly #found: Int32Array;

  /** @param provider by local patient: number of its provider; @param inRegistry where it is known already */
  constructor(scopes: Scopes, provider: Int32Array, inRegistry?: Uint8Array) {
    this.#scopes = scopes;
    this.#provider = provider;
    this.#registries = scopes.size - scopes.firstRegistry;
    this.inRegistry = inRegistry ?? new Uint8Array(provider.length * this.#registries);
    this.#found = new Int32Array(scopes.size);
  }

  /** Notes that a local patient has a record of a delivery. */
  note(patient: number, delivery: number): void {
    this.inRegistry[patient * this.#registries + this.#scopes.registryOf[delivery]] = 1;
  }

  /** Scopes of a local patient: the table, its provider, its registries. Valid until the next call. */
  of(patient: number): Int32Array {
    return this.ofPair(patient, patient);
  }

  /** Scopes of a pair: the table, both providers, and the registries that both have a record of. Valid until the next call. */
  ofPair(a: number, b: number): Int32Array {
    const { ofProvider, firstRegistry } = this.#scopes;
    const found = this.#found;
    const [p, q] = [ofProvider[this.#provider[a]], ofProvider[this.#provider[b]]];
    let size = 1;
    found[size++] = p;
    if (q !== p) found[size++] = q;
    for (let r = 0; r < this.#registries; r++)
      if (this.inRegistry[a * this.#registries + r] && this.inRegistry[b * this.#registries + r])
        found[size++] = firstRegistry + r;
    return found.subarray(0, size);
  }
}
