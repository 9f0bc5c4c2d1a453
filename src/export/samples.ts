import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Forward } from "#engine/compute/executor.ts";
import { describeError } from "#engine/base/errors.ts";
import {
  detectFileType,
  type PictureFormat,
} from "#engine/imaging/file-type.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import type { ExportModel } from "./export-types.ts";

/** A picture that the exported files are checked with, and the app's own answer. */
export interface Sample {
  /** Of the original file. */
  readonly path: string;
  /** `samples/picture-01.jpg`: plain, so that every server and system takes it. */
  readonly file: string;
  readonly bytes: Uint8Array;
  /** [1, height, width, channels], as the app feeds it to the network. */
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
 * Reads pictures and asks the app's own network about them. Files that cannot be used, or that are of a format which not every
 * reader has, are passed over.
 * @param most how many are wanted
 */
export async function gatherSamples(
  paths: readonly string[],
  most: number,
  model: ExportModel,
  forward: Forward,
  signal: AbortSignal | undefined,
): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const path of paths) {
    if (samples.length === most) break;
    throwIfCancelled(signal);
    const read = await readSample(path, model);
    if (read === undefined) continue;
    const { bytes, input, extension } = read;
    const number = String(samples.length + 1).padStart(2, "0");
    const output = (await forward.run(input)).get(model.graph.output);
    if (output === undefined)
      throw new TypeError(`"${model.graph.output}" was not computed.`);
    samples.push({
      path,
      file: `samples/picture-${number}.${extension}`,
      bytes,
      input,
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
    samples: samples.map(({ file, path, probabilities }) => ({
      file,
      original: basename(path),
      probabilities: Array.from(probabilities),
    })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

async function readSample(
  path: string,
  { preprocessing }: ExportModel,
): Promise<
  { bytes: Uint8Array; input: Tensor; extension: string } | undefined
> {
  try {
    const bytes = await readFile(path);
    const type = detectFileType(bytes);
    const extension =
      type.kind === "picture" ? COMMON_FORMATS[type.format] : undefined;
    if (extension === undefined) return undefined;
    const picture = await preparePicture(bytes, preprocessing);
    return {
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
