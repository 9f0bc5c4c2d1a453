import type { PackedEntry } from "#engine/datasets/archives/packed-file.ts";
import { packedSource } from "#engine/datasets/archives/packed-source.ts";
import type {
  PackedOptions,
  PackedSource,
} from "#engine/datasets/sources/source.ts";
import { encodePng } from "#engine/imaging/png.ts";

import { damagedSet } from "./binary-set-errors.ts";
import { readRecords } from "./fixed-records.ts";
import { pictureName, progressOf, type Side } from "./picture-places.ts";
import { describeSet, readSmallFile, type SetFiles } from "./set-files.ts";

/**
 * The binary form of CIFAR-10 and CIFAR-100: records of one label (or a coarse and a fine one), then 32 × 32 red, green and blue values.
 * Alex Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009, https://www.cs.toronto.edu/~kriz/cifar.html.
 */
const SIDE_PIXELS = 32;
const PLANE_BYTES = SIDE_PIXELS * SIDE_PIXELS;
/** A file of names is not larger. */
const NAMES_BYTES = 64 * 1024;

interface Variant {
  readonly labels: 1 | 2;
  readonly description: string;
  readonly fileName: RegExp;
  /** Of the labels in their order, the class last. */
  readonly namesFiles: readonly string[];
}

const VARIANTS: readonly Variant[] = [
  {
    labels: 1,
    description: "CIFAR-10 in its binary form",
    fileName: /^(?:(data)_batch_\d+|test_batch)\.bin$/i,
    namesFiles: ["batches.meta.txt"],
  },
  {
    labels: 2,
    description: "CIFAR-100 in its binary form",
    fileName: /^(?:(train)|test)\.bin$/i,
    namesFiles: ["coarse_label_names.txt", "fine_label_names.txt"],
  },
];

/** Whether a file may be of CIFAR, by its name. */
export function isCifarName(name: string): boolean {
  return VARIANTS.some(({ fileName }) => fileName.test(name));
}

/**
 * The files of CIFAR among those of a folder or an archive, as a source; null where their sizes say that they are something else.
 * @param only the one that is meant; else all
 */
export function openCifar(files: SetFiles, only?: string): PackedSource | null {
  for (const variant of VARIANTS) {
    const names = [...files.sizes.keys()]
      .filter((name) => variant.fileName.test(name))
      .filter((name) => only === undefined || name === only);
    if (names.length === 0) continue;
    // A fraction where a file is none of this variant.
    const counts = names.map(
      (name) => (files.sizes.get(name) ?? 0) / recordBytes(variant),
    );
    if (!counts.every((count) => Number.isInteger(count) && count > 0)) {
      continue;
    }
    const total = counts.reduce((sum, count) => sum + count, 0);
    const set = { files, names, total, variant };
    return packedSource(
      "cifar",
      describeSet(variant.description, files),
      (options, phase) => listPictures(set, options, phase),
    );
  }
  return null;
}

interface CifarSet {
  readonly files: SetFiles;
  readonly names: readonly string[];
  /** Pictures. */
  readonly total: number;
  readonly variant: Variant;
}

function recordBytes({ labels }: Variant): number {
  return labels + 3 * PLANE_BYTES;
}

async function* listPictures(
  { files, names: wanted, total, variant }: CifarSet,
  options: PackedOptions,
  phase: string,
): AsyncGenerator<PackedEntry> {
  const { signal, onProgress } = options;
  const names: (readonly string[] | null)[] = [];
  for (const file of variant.namesFiles) {
    names.push(await readNames(files, file, options));
  }
  const report = progressOf(phase, total, onProgress);
  const table = ["file_name,coarse_label"];
  const next = { train: 0, validation: 0, test: 0 };
  for await (const file of files.contents(wanted, options)) {
    const { name } = file;
    const side: Side = variant.fileName.exec(name)?.[1] ? "train" : "test";
    const size = recordBytes(variant);
    for await (const record of readRecords(file, 0, () => size, signal)) {
      const labels = names.map((ofLabel, i) =>
        nameOf(name, ofLabel, record[i] ?? 0),
      );
      const place = pictureName(side, labels.at(-1) ?? "", next[side]++, total);
      if (variant.labels === 2) table.push(`${place},${labels[0]}`);
      const planes = record.subarray(variant.labels);
      yield {
        kind: "file",
        path: place,
        sizeBytes: null,
        read: () => [
          encodePng(interleave(planes), SIDE_PIXELS, SIDE_PIXELS, 3),
        ],
      };
      report();
    }
  }
  if (variant.labels === 1) return;
  const text = Buffer.from(`${table.join("\n")}\n`);
  yield {
    kind: "file",
    path: "metadata.csv",
    sizeBytes: text.length,
    read: () => [text],
  };
}

/** One name per line; null without the file, when numbers have to do. */
async function readNames(
  files: SetFiles,
  file: string,
  options: PackedOptions,
): Promise<readonly string[] | null> {
  const text = await readSmallFile(files, file, NAMES_BYTES, options);
  const lines = text?.toString("utf8").split(/\r?\n/);
  return (
    lines?.map((line) => line.trim()).filter((line) => line !== "") ?? null
  );
}

function nameOf(
  file: string,
  names: readonly string[] | null,
  label: number,
): string {
  if (names === null) return String(label);
  const name = names[label];
  if (name !== undefined && /^[\w -]+$/.test(name)) return name;
  throw damagedSet(
    file,
    `labels below ${names.length}, each with a plain name`,
    name ?? String(label),
  );
}

/** [channels, height, width] → [height, width, channels] */
function interleave(planes: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(planes.length);
  for (let i = 0; i < PLANE_BYTES; i++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[i * 3 + channel] = planes[channel * PLANE_BYTES + i] ?? 0;
    }
  }
  return pixels;
}
