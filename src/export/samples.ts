import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Forward } from "#engine/compute/executor.ts";
import { createTextEncoder } from "#engine/datasets/text/encode.ts";
import { describeError } from "#engine/base/errors.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import {
  isOfTexts,
  type TokenPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import {
  detectFileType,
  type PictureFormat,
} from "#engine/imaging/file-type.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import type { ExportModel, GivenSample } from "./export-types.ts";

/** An item that the exported files are checked with, and the app's own answer. */
export interface Sample {
  /** What it is called in the data set. */
  readonly original: string;
  /** Of the original file; null for a text, which may be a row of a table. */
  readonly path: string | null;
  /** `samples/picture-01.jpg`, `samples/text-01.txt`: plain, so that every server and system takes it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** [1, …], as the app feeds it to the network. */
  readonly input: Tensor;
  readonly probabilities: Float32Array;
}

/** Formats that Pillow, sharp and every browser read. */
const COMMON_FORMATS: Partial<Record<PictureFormat, string>> = {
  jpeg: "jpg",
  png: "png",
  webp: "webp",
};

/**
 * Reads items and asks the app's own network about them. Files that cannot be used, or that are of a format which not every
 * reader has, are passed over.
 * @param most how many are wanted
 */
export async function gatherSamples(
  given: readonly GivenSample[],
  most: number,
  model: ExportModel,
  forward: Forward,
  signal: AbortSignal | undefined,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const item of given) {
    if (samples.length === most) break;
    throwIfCancelled(signal);
    const read = await readSample(item, model.preprocessing);
    if (read === undefined) continue;
    const { kind, extension, ...sample } = read;
    const number = String(samples.length + 1).padStart(2, "0");
    const output = (await forward.run(sample.input)).get(model.graph.output);
    if (output === undefined)
      throw new TypeError(`"${model.graph.output}" was not computed.`);
    samples.push({
      ...sample,
      file: `samples/${kind}-${number}.${extension}`,
      probabilities: output.data,
    });
  }
  return samples;
}

/** `expected.json`: what the check scripts compare with. */
export function expectedAnswers(
  samples: readonly Sample[],
  labels: readonly string[],
  tolerance: number,
): string {
  const content = {
    tolerance,
    labels,
    samples: samples.map(({ file, original, probabilities }) => ({
      file,
      original,
      probabilities: Array.from(probabilities),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

interface ReadSample extends Omit<Sample, "file" | "probabilities"> {
  readonly kind: "picture" | "text";
  readonly extension: string;
}

async function readSample(
  given: GivenSample,
  preprocessing: ExportModel["preprocessing"],
): Promise<ReadSample | undefined> {
  if (isOfTexts(preprocessing)) {
    return "text" in given ? readText(given, preprocessing) : undefined;
  }
  return "path" in given ? readPicture(given.path, preprocessing) : undefined;
}

function readText(
  { text, name }: { readonly text: string; readonly name: string },
  preprocessing: TokenPreprocessing,
): ReadSample {
  // Halves of characters cannot be written as UTF-8.
  const written = text.toWellFormed();
  return {
    kind: "text",
    original: name,
    path: null,
    bytes: Buffer.from(written),
    extension: "txt",
    input: createTextEncoder(preprocessing).encode([written]),
  };
}

async function readPicture(
  path: string,
  preprocessing: Preprocessing,
): Promise<ReadSample | undefined> {
  try {
    const bytes = await readFile(path);
    const type = detectFileType(bytes);
    const extension =
      type.kind === "picture" ? COMMON_FORMATS[type.format] : undefined;
    if (extension === undefined) return undefined;
    const picture = await preparePicture(bytes, preprocessing);
    return {
      kind: "picture",
      original: basename(path),
      path,
      bytes,
      extension,
      input: normalisePictures([picture], preprocessing),
    };
  } catch (error) {
    if (
      describeError(error).code === "internal/unexpected" &&
      !isFileError(error)
    )
      throw error;
    return undefined;
  }
}

function isFileError(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string"
  );
}
