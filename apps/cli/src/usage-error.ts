/** A wrong use of the command: exit code 2. */
export class UsageError extends Error {
  readonly code = "USAGE";
  /** What to write instead, one sentence. */
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "UsageError";
    this.hint = hint;
  }
}
