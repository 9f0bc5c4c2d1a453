import { throwIfCancelled } from "#engine/base/cancellation.ts";

/**
 * Runs work over items with at most `limit` of them under way, so that memory stays bounded however long the list is.
 * Items are started in order and may end in any order. The first failure stops the rest and is thrown once those under way have ended.
 * @throws CancelledError when the signal was aborted
 */
export async function forEachInFlight<T>(
  items: Iterable<T> | AsyncIterable<T>,
  limit: number,
  work: (item: T, index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  let index = 0;
  try {
    for await (const item of items) {
      throwIfCancelled(signal);
      const run: Promise<void> = work(item, index++)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(run));
      underWay.add(run);
      if (underWay.size >= limit) await Promise.race(underWay);
      if (failure) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure) throw failure.error;
  throwIfCancelled(signal);
}
