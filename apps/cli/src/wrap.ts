/** Lines of at most `width` columns, broken at spaces; a longer word has a line to itself. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

/** A text broken for the terminal, 80 columns wide. */
export function paragraph(text: string): string {
  return wrap(text, 80).join("\n");
}
