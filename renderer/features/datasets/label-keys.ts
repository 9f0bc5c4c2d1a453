import type { ImageClass } from "#api/datasets.ts";

const KEYS = "1234567890abcdefghijklmnopqrstuvwxyz";

/** Key of each class, in the order of the list: 1 to 9, 0, then letters. Classes beyond 36 have none. */
export function labelKeys(
  classes: readonly ImageClass[],
): ReadonlyMap<number, string> {
  return new Map(
    classes
      .slice(0, KEYS.length)
      .map((imageClass, place) => [imageClass.id, KEYS.charAt(place)]),
  );
}

/** The class that a key gives, or undefined. */
export function classOfKey(
  classes: readonly ImageClass[],
  key: string,
): ImageClass | undefined {
  const place = key.length === 1 ? KEYS.indexOf(key.toLowerCase()) : -1;
  return place < 0 ? undefined : classes[place];
}
