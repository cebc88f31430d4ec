import { OutputFile } from "./output-file.ts";

/** Text lines gathered into large writes. */
export class TextFile {
  readonly #file: OutputFile;
  #lines = "";

  constructor(path: string, header: string) {
    this.#file = new OutputFile(path);
    this.line(header);
  }

  get path(): string {
    return this.#file.path;
  }

  /** Adds a line, given without its end. */
  line(text: string): void {
    this.#lines += `${text}\n`;
    if (this.#lines.length > 1 << 18) this.#flush();
  }

  /** Completes the file. */
  finish(): void {
    this.#flush();
    this.#file.finish();
  }

  /** Removes an unfinished file. */
  discard(): void {
    this.#file.discard();
  }

  #flush(): void {
    this.#file.write(Buffer.from(this.#lines));
    this.#lines = "";
  }
}
