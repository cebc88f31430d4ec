/**
 * Works on items side by side and gives the results in the order of the items; of two errors that of the earlier item is thrown. The next
 * item is fetched while whoever takes the results is busy.
 *
 * @param width most items under way
 */
export async function* inOrder<I, O>(
  items: AsyncIterable<I>,
  width: number,
  work: (item: I) => Promise<O>,
): AsyncGenerator<O> {
  const source = items[Symbol.asyncIterator]();
  const flying: Promise<O>[] = [];
  try {
    let coming = awaitedLater(source.next());
    for (let item = await coming; item.done !== true; item = await coming) {
      flying.push(awaitedLater(work(item.value)));
      coming = awaitedLater(source.next());
      if (flying.length >= width) yield await flying.shift()!;
    }
    for (const result of flying) yield await result;
  } finally {
    await source.return?.();
  }
}

/** Until it is awaited its failure is no unhandled one. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
