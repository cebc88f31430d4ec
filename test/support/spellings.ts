import { toBase64url, toHex } from "@koppel/pseudonym";

/** The forms in which bytes could lie somewhere: themselves, hex of either case, base64 of either alphabet (without what pads it). */
export function spellings(bytes: Uint8Array): Buffer[] {
  const own = Buffer.from(bytes);
  const base64 = own.toString("base64").replace(/=+$/, "");
  const texts = [toHex(bytes), toHex(bytes).toUpperCase(), base64, toBase64url(bytes)];
  return [own, ...texts.map((text) => Buffer.from(text))];
}

/** Looks for many byte strings at once, in one pass. */
export class Search {
  readonly #begins = new Uint8Array(1 << 24);
  readonly #byPrefix = new Map<number, { readonly name: string; readonly bytes: Buffer }[]>();

  /** @param bytes at least six of them, so that chance does not find them; @param name what to call it when it is found */
  add(name: string, bytes: Buffer): void {
    if (bytes.length < 6) throw new Error(`${name} is too short to be told from chance`);
    const prefix = bytes.readUIntBE(0, 3);
    this.#begins[prefix] = 1;
    this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), { name, bytes }]);
  }

  /** Names of all that is in these bytes. */
  in(content: Buffer): string[] {
    const found = new Set<string>();
    let prefix = 0;
    for (let at = 0; at < content.length; at++) {
      prefix = ((prefix << 8) | content[at]!) & 0xffffff;
      if (at < 2 || this.#begins[prefix] === 0) continue;
      for (const { name, bytes } of this.#byPrefix.get(prefix)!)
        if (content.subarray(at - 2, at - 2 + bytes.length).equals(bytes)) found.add(name);
    }
    return [...found];
  }
}
