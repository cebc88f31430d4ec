/**
 * Large buffers that a thread uses again and again. Fresh memory costs a page fault every 4 KiB, which threads of one process
 * wait for each other to get through; with it, parsing on two threads took twice as long as its work.
 */
class Scratch {
  readonly #free: ArrayBuffer[] = [];

  /** A buffer of at least so many bytes; what is in it means nothing. */
  take(bytes: number): ArrayBuffer {
    const fits = this.#free.findIndex((buffer) => buffer.byteLength >= bytes);
    return fits < 0 ? new ArrayBuffer(Math.ceil(bytes / GRAIN) * GRAIN) : this.#free.splice(fits, 1)[0];
  }

  /** Takes a buffer back, which nobody may look at any more. */
  give(buffer: ArrayBuffer): void {
    this.#free.push(buffer);
    if (this.#free.length > MOST) this.#free.shift();
  }
}

/** Sizes are rounded up, so that a buffer fits the next slice too, which is never quite as long. */
const GRAIN = 1 << 21;

/** Buffers kept at most. */
const MOST = 6;

/** The buffers of this thread. */
export const scratch = new Scratch();
