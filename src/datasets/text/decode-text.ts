import { badEncoding, emptyText, notText, tooLongText } from "./text-error.ts";

/** A longer text is refused. */
export const MOST_TEXT_BYTES = 5_000_000;

export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/** The encoding that a byte order mark at the start of a file says; UTF-8 without one. */
export function encodingOf(start: Uint8Array): TextEncoding {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return "utf-8";
}

/**
 * The text of a file's bytes; a byte order mark is taken off.
 * @throws TextError `text/empty`, `text/too-long`, `text/binary`, `text/encoding`
 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.byteLength > MOST_TEXT_BYTES) {
    throw tooLongText(bytes.byteLength, MOST_TEXT_BYTES);
  }
  let text: string;
  try {
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bytes.includes(0) ? notText() : badEncoding(cause);
  }
  return checkedText(text);
}

/** @throws TextError `text/empty`, `text/binary`, `text/too-long` */
export function checkedText(text: string): string {
  if (text.includes("\0")) throw notText();
  if (text.trim() === "") throw emptyText();
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_TEXT_BYTES) throw tooLongText(bytes, MOST_TEXT_BYTES);
  return text;
}
