import { KoppelError } from "../errors.ts";

/** What to throw of an error while writing: of the file system's in Koppel's words (`OUTPUT_UNWRITABLE`), of any other that itself. */
export function unwritable(file: string, error: unknown): unknown {
  if (!(error instanceof Error && "syscall" in error) || error.name === "AbortError") return error;
  const hint = "Check that the folder exists, has room, and may be written to.";
  return new KoppelError("OUTPUT_UNWRITABLE", "the file cannot be written", { file, hint, cause: error });
}
