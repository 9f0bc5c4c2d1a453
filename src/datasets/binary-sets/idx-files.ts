import { readFirstBytes } from "#engine/datasets/archives/archive-kind.ts";

import { damagedSet } from "./binary-set-errors.ts";
import { readRecords } from "./fixed-records.ts";

/**
 * IDX, the format of MNIST: two zeros, 8 for bytes, the number of axes, their extents as big-endian words, then the values.
 * Yann LeCun, Corinna Cortes, Christopher Burges: The MNIST database, http://yann.lecun.com/exdb/mnist/.
 */
const PICTURES = 0x803;
const LABELS = 0x801;
const PICTURES_HEADER_BYTES = 16;
const LABELS_HEADER_BYTES = 8;
const LONGEST_SIDE = 4096;
const MOST_LABELS = 100_000_000;

export interface IdxPicture {
  /** [height, width] grey values. */
  readonly pixels: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Labels of an IDX file, plain or gzipped. @throws StudioError `binary-set/damaged`; CancelledError */
export async function readIdxLabels(
  path: string,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  let count = 0;
  const records = readRecords(
    path,
    LABELS_HEADER_BYTES,
    (header) => {
      checkMagic(path, header, LABELS, "labels");
      count = header.readUInt32BE(4);
      if (count === 0 || count > MOST_LABELS) {
        throw damagedSet(path, `1 to ${MOST_LABELS} labels`, String(count));
      }
      return count;
    },
    signal,
  );
  let labels: Uint8Array | undefined;
  let isHeader = true;
  for await (const record of records) {
    if (isHeader) isHeader = false;
    else if (labels === undefined) labels = Uint8Array.from(record);
    else throw damagedSet(path, `${count} labels`, "more");
  }
  if (labels === undefined) throw damagedSet(path, `${count} labels`, "none");
  return labels;
}

/**
 * Pictures of an IDX file, plain or gzipped, one after the other.
 * @param count how many there have to be
 * @throws StudioError `binary-set/damaged`; CancelledError
 */
export async function* readIdxPictures(
  path: string,
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<IdxPicture> {
  let [width, height] = [0, 0];
  const records = readRecords(
    path,
    PICTURES_HEADER_BYTES,
    (header) => {
      checkMagic(path, header, PICTURES, "pictures");
      height = header.readUInt32BE(8);
      width = header.readUInt32BE(12);
      const written = header.readUInt32BE(4);
      if (written !== count) {
        throw damagedSet(
          path,
          `${count} pictures, one per label`,
          String(written),
        );
      }
      if (
        Math.min(width, height) < 1 ||
        Math.max(width, height) > LONGEST_SIDE
      ) {
        throw damagedSet(
          path,
          `pictures of 1 to ${LONGEST_SIDE} pixels a side`,
          `${width} × ${height}`,
        );
      }
      return width * height;
    },
    signal,
  );
  let read = -1;
  for await (const pixels of records) {
    // The first record is the header.
    if (++read === 0) continue;
    if (read > count) throw damagedSet(path, `${count} pictures`, "more");
    yield { pixels, width, height };
  }
  if (read < count) {
    throw damagedSet(path, `${count} pictures`, String(Math.max(0, read)));
  }
}

/** Whether a file that is called like one is an IDX file. */
export async function isIdxFile(path: string): Promise<boolean> {
  const start = await readFirstBytes(path).catch(() => new Uint8Array());
  if (start[0] === 0x1f && start[1] === 0x8b) return true;
  return start[0] === 0 && start[1] === 0 && start[2] === 8;
}

function checkMagic(
  path: string,
  header: Buffer,
  magic: number,
  what: string,
): void {
  const written = header.readUInt32BE(0);
  if (written === magic) return;
  throw damagedSet(
    path,
    `an IDX file of ${what}, which begins with ${hex(magic)}`,
    hex(written),
  );
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
