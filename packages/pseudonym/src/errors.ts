/** A wrong use of this package: an unknown type, a bad key or provider. `code` is stable and meant for programs. */
export class PseudonymError extends Error {
  readonly code: "UNKNOWN_TYPE" | "UNKNOWN_PROFILE" | "BAD_KEY" | "BAD_PROVIDER";
  /** What the caller can do about it, one sentence. */
  readonly hint: string;

  constructor(code: PseudonymError["code"], message: string, hint: string) {
    super(message);
    this.name = "PseudonymError";
    this.code = code;
    this.hint = hint;
  }
}
