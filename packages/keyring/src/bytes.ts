/** Bytes as hex digits. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}

/** The bytes of hex digits. */
export function fromHex(text: string): Uint8Array {
  return Buffer.from(text, "hex");
}

/** Bytes in base64, as the ring file holds what is wrapped. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
