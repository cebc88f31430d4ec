/**
 * Works on items side by side and gives the results in the order of the items; of two errors that of the earlier item is thrown.
 *
 * @param width most items under way
 */
export async function* inOrder<I, O>(
  items: AsyncIterable<I>,
  width: number,
  work: (item: I) => Promise<O>,
): AsyncGenerator<O> {
  const flying: Promise<O>[] = [];
  for await (const item of items) {
    const result = work(item);
    // It is awaited below; until then its failure is no unhandled one.
    result.catch(() => {});
    flying.push(result);
    if (flying.length >= width) yield await flying.shift()!;
  }
  for (const result of flying) yield await result;
}
