import type { ImageClass } from "#api/datasets.ts";

const KEYS = "1234567890abcdefghijklmnopqrstuvwxyz";

/**
 * Key of each class, in the order of the list: 1 to 9, 0, then letters. Where there are more classes than keys none has one: a
 * letter then begins the name of a class (class-chooser.tsx), so that no key gives a class that a person did not mean.
 */
export function labelKeys(
  classes: readonly Pick<ImageClass, "id">[],
): ReadonlyMap<number, string> {
  return new Map(
    hasKeys(classes)
      ? classes.map(({ id }, place) => [id, KEYS.charAt(place)])
      : [],
  );
}

/** The class that a key gives, or undefined. */
export function classOfKey<Class extends Pick<ImageClass, "id">>(
  classes: readonly Class[],
  key: string,
): Class | undefined {
  return hasKeys(classes) && isLabelKey(key)
    ? classes[KEYS.indexOf(key.toLowerCase())]
    : undefined;
}

/** Whether the key can stand for a class, or begin the name of one. */
export function isLabelKey(key: string): boolean {
  return key.length === 1 && KEYS.includes(key.toLowerCase());
}

/** Whether each class has a key of its own. */
export function hasKeys(classes: readonly unknown[]): boolean {
  return classes.length <= KEYS.length;
}

/** What a key means for the selected pictures. */
export type LabelKeyAct<Class> =
  | { readonly kind: "relabel"; readonly imageClass: Class }
  /** Ask for the class, with what was typed. */
  | { readonly kind: "ask"; readonly typed: string }
  | { readonly kind: "exclude" };

/** The keys that label and exclude, the same in every room: digits and letters, `/`, Delete. */
export function labelKeyAct<Class extends Pick<ImageClass, "id">>(
  classes: readonly Class[],
  key: string,
): LabelKeyAct<Class> | undefined {
  const imageClass = classOfKey(classes, key);
  if (imageClass !== undefined) {
    return { kind: "relabel", imageClass };
  }
  if (key === "/" || (!hasKeys(classes) && isLabelKey(key))) {
    return { kind: "ask", typed: key === "/" ? "" : key };
  }
  return key === "Delete" || key === "Backspace"
    ? { kind: "exclude" }
    : undefined;
}
