import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import { open, stat } from "node:fs/promises";

import { tooManyBytes, unreadableFile } from "./picture-error.ts";

/**
 * Reading many small files. A call that waits costs a few microseconds where the disk is near, one that comes back later a hundred; where
 * the disk is far, the ones that come back later run side by side. So it is waited for as long as that is short.
 */
class Patience {
  #averageMs = 0;

  /** Whether to wait in place for the next call. */
  get waits(): boolean {
    return this.#averageMs < LONG_WAIT_MS;
  }

  measure<T>(call: () => T): T {
    const start = performance.now();
    try {
      return call();
    } finally {
      const elapsed = Math.min(performance.now() - start, MOST_MS);
      this.#averageMs += (elapsed - this.#averageMs) / AVERAGED_CALLS;
    }
  }
}

const LONG_WAIT_MS = 2;
/** One call alone (a disk that wakes up) must not decide. */
const MOST_MS = 20;
const AVERAGED_CALLS = 32;

const reading = new Patience();
const looking = new Patience();

/** A pipe is opened at once as well, instead of when somebody writes into it. */
const READING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * All bytes of a file. Its size is asked first, so that a huge file that is no picture is never read.
 * @throws PictureError `image/unreadable`, `image/too-large`
 */
export async function readWholeFile(
  path: string,
  maxBytes: number,
): Promise<Uint8Array> {
  if (reading.waits) {
    return reading.measure(() => readInPlace(path, maxBytes));
  }
  const file = await open(path, READING).catch((error: unknown) => {
    throw unreadableFile(error);
  });
  try {
    checkFile(await file.stat(), maxBytes);
    return await file.readFile().catch((error: unknown) => {
      throw unreadableFile(error);
    });
  } finally {
    await file.close();
  }
}

/** What the system says of a file; its errors are the system's. */
export async function lookAtFile(path: string): Promise<Stats> {
  return looking.waits ? looking.measure(() => statSync(path)) : stat(path);
}

function readInPlace(path: string, maxBytes: number): Uint8Array {
  let file: number;
  try {
    file = openSync(path, READING);
  } catch (error) {
    throw unreadableFile(error);
  }
  try {
    const facts = fstatSync(file);
    checkFile(facts, maxBytes);
    return readToEnd(file, facts.size);
  } finally {
    closeSync(file);
  }
}

function checkFile(facts: Stats, maxBytes: number): void {
  if (facts.isDirectory()) throw unreadableFile({ code: "EISDIR" });
  if (!facts.isFile()) throw unreadableFile({ code: "ENXIO" });
  if (facts.size > maxBytes) throw tooManyBytes(maxBytes, facts.size);
}

function readToEnd(file: number, size: number): Uint8Array {
  // One byte more than the size, so that the end is seen at once.
  let bytes = Buffer.allocUnsafeSlow(size + 1);
  let length = 0;
  try {
    for (;;) {
      const count = readSync(file, bytes, length, bytes.length - length, null);
      if (count === 0) return bytes.subarray(0, length);
      length += count;
      if (length === bytes.length) {
        bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
      }
    }
  } catch (error) {
    throw unreadableFile(error);
  }
}
