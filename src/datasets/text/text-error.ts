import { StudioError } from "#engine/base/errors.ts";

/** Something is wrong with one text; the others are taken. Codes are `text/…`. */
export class TextError extends StudioError {
  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(code, message, options);
    this.name = "TextError";
  }
}

export function emptyText(): TextError {
  return new TextError(
    "text/empty",
    "Expected a text with at least one word. Received: an empty one, or white space only. Write something into it, or delete it.",
  );
}

export function tooLongText(bytes: number, most: number): TextError {
  return new TextError(
    "text/too-long",
    `Expected a text of at most ${Math.round(most / 1e6)} MB. Received: ${(bytes / 1e6).toFixed(1)} MB. A network sees the first few hundred words only; split the text into several.`,
  );
}

export function notText(): TextError {
  return new TextError(
    "text/binary",
    "Expected text. Received: a file with zero bytes in it, as programs, pictures and documents have. Save it as plain text in UTF-8.",
  );
}

export function badEncoding(cause: unknown): TextError {
  return new TextError(
    "text/encoding",
    "Expected text in UTF-8 (or UTF-16 with a byte order mark). Received: bytes that are neither, such as an old code page like Windows-1252. Save the file again as UTF-8.",
    { cause },
  );
}

export function unreadable(path: string, cause: unknown): TextError {
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new TextError(
    "text/unreadable",
    `Expected a file that can be read at ${path}. Received: the system's error ${code}. Check the path, and that you may read it.`,
    { cause },
  );
}
