import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";

import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ItemContent } from "#engine/datasets/found-item.ts";
import type { ImageFacts } from "#engine/storage/index-types.ts";

import { decodeText, MOST_TEXT_BYTES } from "./decode-text.ts";
import { TextError, tooLongText, unreadable } from "./text-error.ts";

/** A text is no picture: it has no pixels. */
const FACTS = {
  width: 0,
  height: 0,
  orientation: 1,
  format: "text",
} as const satisfies Omit<ImageFacts, "details">;

/** A text as the index takes it; its identity is the hash of its characters in UTF-8. */
export function textContent(text: string): ItemContent & { text: string } {
  const bytes = Buffer.from(text);
  return {
    sha256: createHash("sha256").update(bytes).digest("hex"),
    sizeBytes: bytes.byteLength,
    facts: FACTS,
    text,
  };
}

/**
 * The text of a file.
 * @throws TextError `text/…`; CancelledError
 */
export async function readTextFile(
  path: string,
  signal?: AbortSignal,
): Promise<{ text: string; sizeBytes: number }> {
  throwIfCancelled(signal);
  try {
    const { size } = await stat(path);
    if (size > MOST_TEXT_BYTES) throw tooLongText(size, MOST_TEXT_BYTES);
    return { text: decodeText(await readFile(path)), sizeBytes: size };
  } catch (error) {
    if (error instanceof TextError) throw error;
    throw unreadable(path, error);
  }
}
