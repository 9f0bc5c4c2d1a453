import { join } from "node:path";

import type { PackedEntry } from "#engine/datasets/archives/packed-file.ts";
import { packedSource } from "#engine/datasets/archives/packed-source.ts";
import type {
  PackedOptions,
  PackedSource,
} from "#engine/datasets/sources/source.ts";
import { encodePng } from "#engine/imaging/png.ts";

import { missingFile } from "./binary-set-errors.ts";
import { readIdxLabels, readIdxPictures } from "./idx-files.ts";
import { pictureName, progressOf, type Side } from "./picture-places.ts";

const PICTURES_NAME = /^(.*)images([-_.]idx)3([-_.]ubyte)((?:\.gz)?)$/i;
const LABELS_NAME = /^(.*)labels([-_.]idx)1([-_.]ubyte)((?:\.gz)?)$/i;

interface IdxPair {
  readonly pictures: string;
  readonly labels: string;
  readonly side: Side | null;
}

/** Whether a file may be one of a pair of IDX files, by its name. */
export function isIdxName(name: string): boolean {
  return PICTURES_NAME.test(name) || LABELS_NAME.test(name);
}

/**
 * The pairs of picture and label files among the names of a folder, as a source.
 * @param only the one of which the pair is meant; else all
 * @throws StudioError `binary-set/missing-file`
 */
export function openIdx(
  folder: string,
  names: readonly string[],
  only?: string,
): PackedSource {
  const pairs = pairsOf(folder, names).filter(
    ({ pictures, labels }) =>
      only === undefined || only === pictures || only === labels,
  );
  return packedSource("idx", "pictures in IDX files", (options, phase) =>
    listPictures(folder, pairs, options, phase),
  );
}

function pairsOf(folder: string, names: readonly string[]): IdxPair[] {
  const pairs: IdxPair[] = [];
  for (const name of names) {
    const [, before, idx, ubyte] = PICTURES_NAME.exec(name) ?? [];
    const plain = `${before}labels${idx}1${ubyte}`;
    if (before === undefined) {
      checkPictures(folder, names, name);
      continue;
    }
    const labels = names.find((other) => isSameFile(other, plain));
    if (labels === undefined) throw missingFile(join(folder, name), plain);
    // Both the packed and the unpacked file may be there.
    if (pairs.some((pair) => pair.labels === labels)) continue;
    pairs.push({ pictures: name, labels, side: sideOf(before) });
  }
  return pairs;
}

function checkPictures(
  folder: string,
  names: readonly string[],
  name: string,
): void {
  const [, before, idx, ubyte] = LABELS_NAME.exec(name) ?? [];
  if (before === undefined) return;
  const plain = `${before}images${idx}3${ubyte}`;
  if (names.some((other) => isSameFile(other, plain))) return;
  throw missingFile(join(folder, name), plain);
}

function isSameFile(name: string, plain: string): boolean {
  return (
    name.toLowerCase().replace(/\.gz$/, "") ===
    plain.toLowerCase().replace(/\.gz$/, "")
  );
}

function sideOf(before: string): Side | null {
  if (/train/i.test(before)) return "train";
  if (/t10k|test/i.test(before)) return "test";
  if (/val/i.test(before)) return "validation";
  return null;
}

async function* listPictures(
  folder: string,
  pairs: readonly IdxPair[],
  { signal, onProgress }: PackedOptions,
  phase: string,
): AsyncGenerator<PackedEntry> {
  const labels = await Promise.all(
    pairs.map((pair) => readIdxLabels(join(folder, pair.labels), signal)),
  );
  const total = labels.reduce((sum, { length }) => sum + length, 0);
  const report = progressOf(phase, total, onProgress);
  for (const [number, { pictures, side }] of pairs.entries()) {
    const ofPair = labels[number] ?? new Uint8Array();
    let index = 0;
    const path = join(folder, pictures);
    for await (const picture of readIdxPictures(path, ofPair.length, signal)) {
      const { pixels, width, height } = picture;
      yield {
        kind: "file",
        path: pictureName(side, String(ofPair[index]), index, ofPair.length),
        sizeBytes: null,
        read: () => [encodePng(pixels, width, height, 1)],
      };
      index++;
      report();
    }
  }
}
