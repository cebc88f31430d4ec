/** The stable codes of {@link KeyringError}; callers branch on these, never on the message. */
export type KeyringCode =
  | "COLUMN_LENGTH"
  | "DOMAIN_EXISTS"
  | "DOMAIN_MISSING"
  | "DOMAIN_NAME"
  | "KEY_LENGTH"
  | "RING_CHANGED"
  | "RING_EXISTS"
  | "RING_FORMAT"
  | "RING_NOT_FOUND"
  | "RING_TAMPERED"
  | "SEAL_BROKEN"
  | "SECRET_UNREADABLE"
  | "SECRET_WEAK"
  | "VERSION_DISABLED"
  | "VERSION_MISSING"
  | "WRONG_SECRET";

/** The one error of this package: `message` says what happened and where, `hint` what to do; neither ever holds key bytes. */
export class KeyringError extends Error {
  override readonly name = "KeyringError";
  readonly code: KeyringCode;
  readonly hint: string;

  constructor(code: KeyringCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
