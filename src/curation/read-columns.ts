import { splitOfName } from "#engine/datasets/split-names.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { MeasuredImage } from "#engine/storage/data-room-types.ts";

import {
  HASH_WORDS,
  SIDES,
  type Category,
  type PictureColumns,
} from "./picture-columns.ts";

/** Rows between two breaths, so that messages come in. */
const BREATH_ROWS = 20_000;

/**
 * Every included picture that was measured. Bounded: typed arrays, about 150 bytes to a picture.
 * @param visit is shown each of them on the way
 */
export async function readColumns(
  reader: IndexReader,
  visit: (image: MeasuredImage) => void = () => undefined,
): Promise<PictureColumns> {
  const capacity = reader.count({ labelled: "any" });
  const unlabelled = reader.unlabelledClassId();
  const sources = new SourceNames(reader);
  const formats = new Words();
  const folders = new Words();
  const columns = emptyColumns(capacity);
  let row = 0;
  for (const image of reader.eachMeasured()) {
    // What came since the count was made is for the next time.
    if (image.excluded || row >= capacity) continue;
    visit(image);
    columns.imageIds[row] = image.id;
    columns.classIds[row] = image.classId === unlabelled ? -1 : image.classId;
    columns.sides[row] = SIDES.indexOf(image.split);
    columns.widths[row] = image.width;
    columns.heights[row] = image.height;
    columns.sizeBytes[row] = image.sizeBytes;
    columns.formatCodes[row] = formats.codeOf(image.format);
    columns.sourceCodes[row] = folders.codeOf(sources.of(image));
    columns.hashes.set(wordsOf(image.differenceHash), row * HASH_WORDS);
    for (const name of MEASURE_NAMES) columns.measures[name][row] = image[name];
    row += 1;
    if (row % BREATH_ROWS === 0) await new Promise(setImmediate);
  }
  return {
    count: row,
    imageIds: columns.imageIds.subarray(0, row),
    classIds: columns.classIds.subarray(0, row),
    sides: columns.sides.subarray(0, row),
    widths: columns.widths.subarray(0, row),
    heights: columns.heights.subarray(0, row),
    sizeBytes: columns.sizeBytes.subarray(0, row),
    formats: {
      names: formats.names,
      codes: columns.formatCodes.subarray(0, row),
    },
    sources: {
      names: folders.names,
      codes: columns.sourceCodes.subarray(0, row),
    },
    isMeasured: new Uint8Array(row).fill(1),
    hashes: columns.hashes.subarray(0, row * HASH_WORDS),
    ...mapMeasures((name) => columns.measures[name].subarray(0, row)),
  };
}

const MEASURE_NAMES = [
  "brightness",
  "darkShare",
  "brightShare",
  "contrast",
  "sharpness",
  "entropy",
  "red",
  "green",
  "blue",
] as const;
type MeasureName = (typeof MEASURE_NAMES)[number];

function mapMeasures(
  make: (name: MeasureName) => Float32Array,
): Record<MeasureName, Float32Array> {
  return Object.fromEntries(
    MEASURE_NAMES.map((name) => [name, make(name)]),
  ) as Record<MeasureName, Float32Array>;
}

function emptyColumns(capacity: number) {
  return {
    imageIds: new Int32Array(capacity),
    classIds: new Int32Array(capacity),
    sides: new Uint8Array(capacity),
    widths: new Int32Array(capacity),
    heights: new Int32Array(capacity),
    sizeBytes: new Float64Array(capacity),
    formatCodes: new Int32Array(capacity),
    sourceCodes: new Int32Array(capacity),
    hashes: new Uint32Array(capacity * HASH_WORDS),
    measures: mapMeasures(() => new Float32Array(capacity)),
  };
}

/** The rows of some pictures, in their order. */
export function takeRows(
  pictures: PictureColumns,
  rows: Int32Array,
): PictureColumns {
  const { hashes } = pictures;
  const chosen = new Uint32Array(rows.length * HASH_WORDS);
  rows.forEach((row, at) =>
    chosen.set(
      hashes.subarray(row * HASH_WORDS, (row + 1) * HASH_WORDS),
      at * HASH_WORDS,
    ),
  );
  const whole = (column: Int32Array) => rows.map((row) => column[row]!);
  const bytes = (column: Uint8Array) =>
    Uint8Array.from(rows, (row) => column[row]!);
  const words = ({ names, codes }: Category) => ({
    names,
    codes: whole(codes),
  });
  return {
    count: rows.length,
    imageIds: whole(pictures.imageIds),
    classIds: whole(pictures.classIds),
    sides: bytes(pictures.sides),
    widths: whole(pictures.widths),
    heights: whole(pictures.heights),
    sizeBytes: Float64Array.from(rows, (row) => pictures.sizeBytes[row]!),
    formats: words(pictures.formats),
    sources: words(pictures.sources),
    isMeasured: bytes(pictures.isMeasured),
    hashes: chosen,
    ...mapMeasures((name) =>
      Float32Array.from(rows, (row) => pictures[name][row]!),
    ),
  };
}

/** Words by number, in the order of their coming. */
export class Words {
  readonly names: string[] = [];
  readonly #codes = new Map<string, number>();

  codeOf(word: string): number {
    let code = this.#codes.get(word);
    if (code === undefined) {
      code = this.names.push(word) - 1;
      this.#codes.set(word, code);
    }
    return code;
  }
}

/** Where a picture comes from: its root and folders, without those that name its class or its side of the split. */
class SourceNames {
  readonly #classFolders = new Map<number, ReadonlySet<string>>();

  constructor(reader: IndexReader) {
    for (const { id, name, folderName } of reader.classes()) {
      this.#classFolders.set(id, new Set([name, folderName ?? name]));
    }
  }

  of(image: { rootId: number; path: string; classId: number }): string {
    const folders = image.path.split("/").slice(0, -1);
    const own = this.#classFolders.get(image.classId);
    const kept = folders.filter(
      (folder) => !own?.has(folder) && splitOfName(folder) === null,
    );
    return `${image.rootId}:${kept.join("/")}`;
  }
}

/** [HASH_WORDS] from 32 bytes, wherever they lie in memory. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}
