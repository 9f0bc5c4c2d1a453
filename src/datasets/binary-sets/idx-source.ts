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
import { describeSet, type SetFiles } from "./set-files.ts";

const PICTURES_NAME = /^(.*)images([-_.]idx)3([-_.]ubyte)((?:\.gz)?)$/i;
const LABELS_NAME = /^(.*)labels([-_.]idx)1([-_.]ubyte)((?:\.gz)?)$/i;

interface IdxPair {
  readonly pictures: string;
  readonly labels: string;
  readonly side: Side | null;
  /** What tells its pictures from those of another pair of the same side. */
  readonly prefix: string;
}

/** Whether a file may be one of a pair of IDX files, by its name. */
export function isIdxName(name: string): boolean {
  return PICTURES_NAME.test(name) || LABELS_NAME.test(name);
}

/**
 * The pairs of picture and label files among the files of a folder or an archive, as a source.
 * @param only the one of which the pair is meant; else all
 * @throws StudioError `binary-set/missing-file`
 */
export function openIdx(files: SetFiles, only?: string): PackedSource {
  const pairs = pairsOf([...files.sizes.keys()].filter(isIdxName)).filter(
    ({ pictures, labels }) =>
      only === undefined || only === pictures || only === labels,
  );
  return packedSource(
    "idx",
    describeSet("pictures in IDX files", files),
    (options, phase) => listPictures(files, pairs, options, phase),
  );
}

function pairsOf(names: readonly string[]): IdxPair[] {
  const pairs = new Map<string, Omit<IdxPair, "prefix">>();
  for (const name of names) {
    const [, before, idx, ubyte] = PICTURES_NAME.exec(name) ?? [];
    const plain = `${before}labels${idx}1${ubyte}`;
    if (before === undefined) {
      checkPictures(names, name);
      continue;
    }
    const labels = names.find((other) => isSameFile(other, plain));
    if (labels === undefined) throw missingFile(name, plain);
    // The packed and the unpacked file may be there, and one name with a point and with a hyphen.
    const key = before.toLowerCase();
    if (pairs.has(key)) continue;
    pairs.set(key, { pictures: name, labels, side: sideOf(before) });
  }
  const sides = [...pairs.values()].map(({ side }) => side);
  return [...pairs].map(([before, pair]) => ({
    ...pair,
    prefix: sides.filter((side) => side === pair.side).length > 1 ? before : "",
  }));
}

function checkPictures(names: readonly string[], name: string): void {
  const [, before, idx, ubyte] = LABELS_NAME.exec(name) ?? [];
  if (before === undefined) return;
  const plain = `${before}images${idx}3${ubyte}`;
  if (names.some((other) => isSameFile(other, plain))) return;
  throw missingFile(name, plain);
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
  files: SetFiles,
  pairs: readonly IdxPair[],
  options: PackedOptions,
  phase: string,
): AsyncGenerator<PackedEntry> {
  const { signal, onProgress } = options;
  const labels = new Map<string, Uint8Array>();
  const labelFiles = pairs.map((pair) => pair.labels);
  for await (const file of files.contents(labelFiles, options)) {
    labels.set(file.name, await readIdxLabels(file, signal));
  }
  const total = [...labels.values()].reduce((sum, all) => sum + all.length, 0);
  const report = progressOf(phase, total, onProgress);
  const pictureFiles = pairs.map((pair) => pair.pictures);
  for await (const file of files.contents(pictureFiles, options)) {
    const pair = pairs.find(({ pictures }) => pictures === file.name);
    const ofPair = labels.get(pair?.labels ?? "") ?? new Uint8Array();
    let index = 0;
    for await (const picture of readIdxPictures(file, ofPair.length, signal)) {
      const { pixels, width, height } = picture;
      yield {
        kind: "file",
        path: pictureName(
          pair?.side ?? null,
          String(ofPair[index]),
          index,
          ofPair.length,
          pair?.prefix,
        ),
        sizeBytes: null,
        read: () => [encodePng(pixels, width, height, 1)],
      };
      index++;
      report();
    }
  }
}
