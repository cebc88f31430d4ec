/** The word that the given one was probably meant to be: at most a third of its letters away (at least two), or begun by it. */
export function nearest(word: string, words: readonly string[]): string | undefined {
  const reach = Math.max(2, Math.floor(word.length / 3));
  const ranked = words
    .map((candidate) => ({ candidate, far: candidate.startsWith(word) ? 0 : distance(word, candidate) }))
    .toSorted((a, b) => a.far - b.far);
  return ranked[0] !== undefined && ranked[0].far <= reach ? ranked[0].candidate : undefined;
}

/** Letters to add, drop or change (Levenshtein). O(a × b). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
