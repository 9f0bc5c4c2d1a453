let last: Promise<unknown> = Promise.resolve();

/**
 * Runs an edit, an undo or a redo when those asked for before it have ended, well or badly: requests of one moment reach the engine in any
 * order, and an undo must not overtake the edit that it is meant for.
 */
export function inOrder<T>(act: () => Promise<T>): Promise<T> {
  const next = last.then(act);
  last = next.catch(() => undefined);
  return next;
}
