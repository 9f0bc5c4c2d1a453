/** Values that are made ahead while the caller works on earlier ones; 3 keep a few decoding threads busy. */
const AHEAD = 3;

/** Makes a value of each item, in order; at most a few are made ahead. What fails is thrown at its turn. */
export async function* prefetched<Item, Value>(
  items: readonly Item[],
  make: (item: Item) => Promise<Value>,
): AsyncGenerator<{ readonly item: Item; readonly value: Value }, void, void> {
  const underWay: Promise<Value>[] = [];
  let next = 0;
  try {
    for (const item of items) {
      while (next < items.length && underWay.length < AHEAD) {
        const making = make(items[next++] as Item);
        // Until its turn comes a failure is not unhandled.
        making.catch(() => undefined);
        underWay.push(making);
      }
      yield { item, value: await (underWay.shift() as Promise<Value>) };
    }
  } finally {
    // The caller may stop early: nothing goes on behind its back.
    await Promise.allSettled(underWay);
  }
}
