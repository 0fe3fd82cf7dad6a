/**
 * What several streams bring, as it comes, with so many of them under way at a time and one item of each waiting at most.
 * All are closed when the taker stops or one of them fails.
 */
export async function* parallel<T>(
  streams: Iterable<() => AsyncGenerator<T>>,
  width: number,
): AsyncGenerator<T> {
  const waiting = streams[Symbol.iterator]();
  const open = new Map<AsyncGenerator<T>, Promise<readonly [AsyncGenerator<T>, IteratorResult<T>]>>();
  const ask = (stream: AsyncGenerator<T>) => {
    const next = stream.next().then((result) => [stream, result] as const);
    // It is looked at in its turn; until then its failure is nobody's.
    next.catch(() => {});
    open.set(stream, next);
  };
  const fill = () => {
    while (open.size < width) {
      const next = waiting.next();
      if (next.done) return;
      ask(next.value());
    }
  };
  try {
    for (fill(); open.size > 0; fill()) {
      const [stream, result] = await Promise.race(open.values());
      if (result.done) {
        open.delete(stream);
        continue;
      }
      ask(stream);
      yield result.value;
    }
  } finally {
    await Promise.all([...open.keys()].map((stream) => stream.return(undefined).catch(() => {})));
  }
}
