/** Where a fault was found, and what to do about it. Never a value from a patient record or a key. */
export interface Whereabouts {
  /** Path of the file, as the caller named it. */
  readonly file?: string | undefined;
  /** Line in the file, the header being line 1; for compressed files, of the text inside. */
  readonly line?: number | undefined;
  /** What the reader can do about it, one sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A fault that Koppel expects and can explain: bad input, a missing key, a state that forbids what was asked.
 *
 * `code` is stable and meant for programs; `message` names file and line where there is one.
 */
export class KoppelError extends Error {
  readonly code: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly hint: string | undefined;

  constructor(code: string, message: string, where: Whereabouts = {}) {
    const place = where.file === undefined ? "" : `${where.file}${where.line === undefined ? "" : `:${where.line}`}: `;
    super(place + message, where.cause === undefined ? undefined : { cause: where.cause });
    this.name = "KoppelError";
    this.code = code;
    this.file = where.file;
    this.line = where.line;
    this.hint = where.hint;
  }
}
