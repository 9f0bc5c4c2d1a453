import { StudioError } from "#engine/base/errors.ts";

/** In Unicode code points. */
const MAX_CLASS_NAME_LENGTH = 200;

/**
 * The form in which a class name is kept: Unicode NFC (so that "é" typed on a Mac and on Windows is one class), no control characters,
 * no halves of surrogate pairs, no spaces at the ends. Everything else is allowed: names never become paths.
 * @throws StudioError `dataset/class-name-empty`, `dataset/class-name-too-long`
 */
export function normalizeClassName(name: string): string {
  const cleaned = name
    .toWellFormed()
    .normalize("NFC")
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, " ")
    .trim();
  if (cleaned === "") {
    throw new StudioError(
      "dataset/class-name-empty",
      "A class needs a name with at least one visible character, but it is empty. Type a name.",
    );
  }
  const length = [...cleaned].length;
  if (length > MAX_CLASS_NAME_LENGTH) {
    throw new StudioError(
      "dataset/class-name-too-long",
      `A class name can have ${MAX_CLASS_NAME_LENGTH} characters, but this one has ${length}. Shorten it.`,
    );
  }
  return cleaned;
}
