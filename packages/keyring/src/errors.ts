/** The stable codes of {@link KeyringError}; callers branch on these, never on the message. */
export type KeyringCode =
  | "BAD_MINIMUM"
  | "BAD_PRINCIPAL"
  | "BAD_QUORUM"
  | "COLUMN_LENGTH"
  | "DOMAIN_EXISTS"
  | "DOMAIN_MISSING"
  | "DOMAIN_NAME"
  | "KEY_LENGTH"
  | "LAST_CUSTODIAN"
  | "NOT_GRANTED"
  | "NOT_SCHEDULED"
  | "PRINCIPAL_EXISTS"
  | "PRINCIPAL_MISSING"
  | "QUORUM_MISSING"
  | "RING_CHANGED"
  | "RING_EXISTS"
  | "RING_FORMAT"
  | "RING_NOT_FOUND"
  | "RING_TAMPERED"
  | "SEAL_BROKEN"
  | "SECRET_TAKEN"
  | "SECRET_UNREADABLE"
  | "SECRET_WEAK"
  | "TOO_EARLY"
  | "VERSION_DISABLED"
  | "VERSION_MISSING"
  | "VERSION_PRIMARY"
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
