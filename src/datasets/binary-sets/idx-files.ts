import { damagedSet } from "./binary-set-errors.ts";
import { readRecords } from "./fixed-records.ts";
import type { SetFile, SetFiles } from "./set-files.ts";

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
  file: SetFile,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  let count = 0;
  const records = readRecords(
    file,
    LABELS_HEADER_BYTES,
    (header) => {
      checkMagic(file.name, header, LABELS, "labels");
      count = header.readUInt32BE(4);
      if (count === 0 || count > MOST_LABELS) {
        throw damagedSet(
          file.name,
          `1 to ${MOST_LABELS} labels`,
          String(count),
        );
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
    else throw damagedSet(file.name, `${count} labels`, "more");
  }
  if (labels === undefined)
    throw damagedSet(file.name, `${count} labels`, "none");
  return labels;
}

/**
 * Pictures of an IDX file, plain or gzipped, one after the other.
 * @param count how many there have to be
 * @throws StudioError `binary-set/damaged`; CancelledError
 */
export async function* readIdxPictures(
  file: SetFile,
  count: number,
  signal?: AbortSignal,
): AsyncGenerator<IdxPicture> {
  let [width, height] = [0, 0];
  const records = readRecords(
    file,
    PICTURES_HEADER_BYTES,
    (header) => {
      checkMagic(file.name, header, PICTURES, "pictures");
      height = header.readUInt32BE(8);
      width = header.readUInt32BE(12);
      const written = header.readUInt32BE(4);
      if (written !== count) {
        throw damagedSet(
          file.name,
          `${count} pictures, one per label`,
          String(written),
        );
      }
      if (
        Math.min(width, height) < 1 ||
        Math.max(width, height) > LONGEST_SIDE
      ) {
        throw damagedSet(
          file.name,
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
    if (read > count) throw damagedSet(file.name, `${count} pictures`, "more");
    yield { pixels, width, height };
  }
  if (read < count) {
    throw damagedSet(file.name, `${count} pictures`, String(Math.max(0, read)));
  }
}

/** Whether a file that is called like one is an IDX file, by its first bytes. */
export async function isIdxFile(
  files: SetFiles,
  name: string,
): Promise<boolean> {
  for await (const { chunks } of files.contents([name], {})) {
    for await (const [first, second, third] of chunks) {
      if (first === 0x1f && second === 0x8b) return true;
      return first === 0 && second === 0 && third === 8;
    }
  }
  return false;
}

function checkMagic(
  name: string,
  header: Buffer,
  magic: number,
  what: string,
): void {
  const written = header.readUInt32BE(0);
  if (written === magic) return;
  throw damagedSet(
    name,
    `an IDX file of ${what}, which begins with ${hex(magic)}`,
    hex(written),
  );
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
