import { NameIndex } from "#engine/datasets/sources/name-index.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { StoredImage } from "#engine/storage/index-types.ts";

/** Whether there is nothing in the index that a file or its content could be known by. */
export function isEmptyIndex(reader: IndexReader): boolean {
  const first = reader.eachImage({ includeExcluded: true }).next();
  return first.done === true && reader.problemCount() === 0;
}

/**
 * Finds contents in the index. The first import of a data set remembers what it has asked for itself, some bytes each, and asks the index
 * only for what comes again: nearly nothing does, and asking takes as long as reading a small picture.
 */
export class TakenContents {
  readonly #reader: IndexReader;
  #seen: NameIndex | null;

  constructor(reader: IndexReader) {
    this.#reader = reader;
    this.#seen = isEmptyIndex(reader) ? new NameIndex() : null;
  }

  /** The picture in the index that has a content, which is now taken by whoever asks. */
  find(sha256: string): StoredImage | undefined {
    if (this.#seen?.add(sha256) === true) return undefined;
    return this.#reader.imageByHash(sha256);
  }

  /** Somebody else has added contents meanwhile: from now on the index is asked for each. */
  doubt(): void {
    this.#seen = null;
  }
}
