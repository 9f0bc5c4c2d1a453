import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { InspectedPicture } from "#engine/imaging/decode-worker-protocol.ts";
import {
  readTextFile,
  textContent,
} from "#engine/datasets/text/text-content.ts";

import type { ItemContent } from "./found-item.ts";
import type { FileRemark } from "./import-types.ts";

/** How importing reads files of one kind. */
export interface ContentReader {
  /** Files that are worth being under way at once. */
  readonly capacity: number;
  /** @throws PictureError, TextError about the file; CancelledError */
  inspect(path: string, signal: AbortSignal | undefined): Promise<Inspected>;
  close(): Promise<void>;
}

export interface Inspected {
  readonly content: ItemContent;
  /** What is worth knowing of a file that is taken; of several the more important one, because the index has one row per file. */
  readonly remark: Omit<FileRemark, "path"> | null;
}

/** @param threads that decode; default: one per core */
export function openPictureReader(threads: number | undefined): ContentReader {
  const pool = createDecodePool(threads === undefined ? {} : { threads });
  return {
    capacity: pool.capacity,
    async inspect(path, signal) {
      const content = await pool.inspect({ path }, signal ? { signal } : {});
      return { content, remark: remarkOn(content) };
    },
    close: () => pool.close(),
  };
}

/** Texts are short, so that reading them waits for the disk more than for anything else. */
const TEXTS_AT_ONCE = 16;

export function openTextReader(): ContentReader {
  return {
    capacity: TEXTS_AT_ONCE,
    async inspect(path, signal) {
      const { text, sizeBytes } = await readTextFile(path, signal);
      return { content: { ...textContent(text), sizeBytes }, remark: null };
    },
    close: () => Promise.resolve(),
  };
}

export function remarkOn({
  facts,
  wrongExtension,
}: InspectedPicture): Inspected["remark"] {
  if (facts.pages > 1) {
    const message = `Expected a still picture. Received: a file with ${facts.pages} pictures (an animation or several pages). The first one is used; save another one as a file of its own if you meant that.`;
    return { code: "image/first-of-several", message };
  }
  if (wrongExtension) {
    const message = `Expected the ending of the file's name to say what is in it. Received: ${facts.format.toUpperCase()} data. The picture is used as it is; rename the file to be rid of this message.`;
    return { code: "image/wrong-extension", message };
  }
  return null;
}
