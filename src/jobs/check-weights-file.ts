import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { modelEntry } from "#engine/models/catalog.ts";
import type {
  PublishedWeights,
  WeightsPart,
} from "#engine/models/downloads/weights-manifest.ts";
import { loadCatalogWeights } from "#engine/models/weights/load-model-file.ts";
import { buildOptions, titleOf } from "./published-backbone.ts";

/**
 * Looks at whether a file holds the weights that it should: every shape fits the architecture, every number is finite, and the
 * network answers drawn pictures as a trained network can: differently, with some channels awake and none beyond measure. Where the
 * manifest has a known answer, it must be given. Without one this cannot tell trained weights from others of the same shapes; the
 * SHA-256 that is kept then says that it stays the same file.
 * @throws StudioError as `loadCatalogWeights`; `weights/wrong-answer`, `weights/wrong-part`
 */
export async function checkWeightsFile(
  path: string,
  weights: PublishedWeights,
  part: WeightsPart,
  threads?: number,
): Promise<void> {
  const { model } = weights;
  const network = await loadCatalogWeights(model, buildOptions(weights), path);
  if (network.part !== part) {
    throw new StudioError(
      "weights/wrong-part",
      `The file must hold ${part === "body" ? "the network without its classifier" : "the network with its classifier"}, and it holds the other. Get the file again.`,
    );
  }
  const { featureLayer } = modelEntry(model);
  const executor = createOnnxExecutor(threads === undefined ? {} : { threads });
  const forward = await executor.createForward({
    ...network,
    taps: [featureLayer],
  });
  try {
    const values = await forward.run(drawnPictures(network.preprocessing));
    const wrong =
      wrongFeatures(pooled(values.get(featureLayer)), weights) ??
      (part === "whole"
        ? wrongProbabilities(values.get(network.graph.output))
        : null);
    if (wrong !== null) {
      throw new StudioError(
        "weights/wrong-answer",
        `The file has the shapes of ${titleOf(weights)}, but these are not its weights: ${wrong}. It was not kept. Get it again from the publisher.`,
      );
    }
  } finally {
    await forward.dispose();
  }
}

const PICTURES = 3;

/** [3, height, width, 3] pictures that anybody can draw: a gradient with a disc, stripes, and a chessboard in two colours. */
export function drawnPictures(preprocessing: Preprocessing): Tensor {
  const { width, height, divisor, offset, channels } = preprocessing;
  const data = new Float32Array(PICTURES * height * width * 3);
  let at = 0;
  for (let picture = 0; picture < PICTURES; picture++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const colour = colourAt(picture, x / width, y / height);
        for (let channel = 0; channel < 3; channel++) {
          const own = channels === "bgr" ? 2 - channel : channel;
          data[at++] =
            (colour[own] ?? 0) / (divisor[channel] ?? 1) -
            (offset[channel] ?? 0);
        }
      }
    }
  }
  return { shape: [PICTURES, height, width, 3], data };
}

/** Red, green, blue, 0 to 255. @param x, y share of the side */
function colourAt(
  picture: number,
  x: number,
  y: number,
): readonly [number, number, number] {
  if (picture === 0) {
    const isDisc = (x - 0.5) ** 2 + (y - 0.4) ** 2 < 0.06;
    return isDisc
      ? [220, 60, 40]
      : [Math.round(255 * x), Math.round(255 * y), 128];
  }
  if (picture === 1) {
    return Math.floor((x + y) * 12) % 2 === 0 ? [250, 250, 240] : [20, 30, 60];
  }
  return (Math.floor(x * 7) + Math.floor(y * 7)) % 2 === 0
    ? [40, 160, 70]
    : [230, 200, 90];
}

/** [pictures, height, width, channels] → mean of each channel over each picture. */
export function pooled(features: Tensor | undefined): number[][] {
  const [pictures = 0, height = 0, width = 0, channels = 0] =
    features?.shape ?? [];
  const pixels = height * width;
  const data = features?.data ?? new Float32Array();
  return Array.from({ length: pictures }, (_, picture) => {
    const means = Array.from<number>({ length: channels }).fill(0);
    const start = picture * pixels * channels;
    for (let at = 0; at < pixels * channels; at++) {
      means[at % channels]! += data[start + at]! / pixels;
    }
    return means;
  });
}

/** Differences up to this, relative to the largest feature, are those of other machines. */
const ANSWER_TOLERANCE = 0.005;
const LEAST_DIFFERENCE = 1e-4;
const LARGEST_FEATURE = 1e6;
/** Share of channels that see anything at all in one of the pictures. */
const LEAST_AWAKE = 0.01;

/** What is wrong with features, as the end of a sentence; null when nothing is. */
export function wrongFeatures(
  features: readonly (readonly number[])[],
  { knownAnswer }: Pick<PublishedWeights, "knownAnswer">,
): string | null {
  const all = features.flat();
  if (all.length === 0 || !all.every(Number.isFinite))
    return "its features of a drawn picture are not finite";
  const largest = Math.max(...all.map(Math.abs));
  if (largest > LARGEST_FEATURE)
    return `its features of a drawn picture reach ${largest.toExponential(1)}`;
  const [first = [], ...others] = features;
  const awake = first.filter((_, channel) =>
    features.some((picture) => picture[channel] !== 0),
  );
  if (awake.length < LEAST_AWAKE * first.length)
    return `only ${awake.length} of its ${first.length} features see anything in three drawn pictures`;
  const difference = Math.max(
    ...others.flatMap((picture) =>
      picture.map((value, channel) => Math.abs(value - (first[channel] ?? 0))),
    ),
  );
  if (difference <= LEAST_DIFFERENCE * largest)
    return "it sees the same in three different pictures";
  const off = (knownAnswer ?? []).findIndex(
    (value, channel) =>
      Math.abs(value - (first[channel] ?? Number.NaN)) >
      ANSWER_TOLERANCE * largest,
  );
  return off < 0
    ? null
    : `feature ${off} of a drawn picture must be ${knownAnswer?.[off]}, and is ${first[off]?.toFixed(4)}`;
}

/** What is wrong with [pictures, classes] probabilities, as the end of a sentence; null when nothing is. */
export function wrongProbabilities(output: Tensor | undefined): string | null {
  const [pictures = 0, classes = 0] = output?.shape ?? [];
  const data = output?.data ?? new Float32Array();
  if (pictures === 0 || sizeOf([pictures, classes]) !== data.length)
    return "it gives no probabilities";
  for (let picture = 0; picture < pictures; picture++) {
    const row = data.subarray(picture * classes, (picture + 1) * classes);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) < 0.01))
      return `its probabilities of a drawn picture add up to ${sum}`;
    if (Math.max(...row) < 2 / classes)
      return "it finds all classes equally likely";
  }
  return null;
}
