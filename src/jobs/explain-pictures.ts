import { readFile } from "node:fs/promises";

import type { FeatureMaps, Heatmap } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { computeFeatureMaps } from "#engine/explain/feature-maps.ts";
import { heatOverlay } from "#engine/explain/heat-overlay.ts";
import { openExplainer, type Explainer } from "#engine/explain/heatmap.ts";
import { encodePng } from "#engine/imaging/png.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import { readPictureFacts } from "#engine/imaging/read-picture-facts.ts";
import { writeFileAtomically } from "#engine/storage/atomic-file.ts";
import { readPixels } from "./classify-items.ts";
import { LeastRecentlyUsed } from "./least-recently-used.ts";
import {
  keptClassifier,
  type TrainedClassifier,
} from "./trained-classifier.ts";

/** A picture of a run to be explained, by its file. */
export interface ExplainRequest {
  readonly projectDirectory: string;
  readonly runId: string;
  /** Absolute path of the picture. */
  readonly path: string;
  readonly classId?: number | undefined;
}

const explainers = new LeastRecentlyUsed<Explainer>(2, (explainer) =>
  explainer.dispose(),
);
/** Makes a key of each loaded network, so that an explainer goes with the weights that it was made from. */
const numbers = new WeakMap<TrainedClassifier, number>();
let lastNumber = 0;

/** Where the network looks, as the contract has it. @throws StudioError `explain/…`, `image/…`, `run/…` */
export async function explainPicture(
  request: ExplainRequest,
  threads: number | undefined,
): Promise<Heatmap> {
  const { explainer, preprocessing } = await prepare(request, threads);
  const pixels = await readPixels(request.path, preprocessing);
  return explainer.heatmap(pixels, { classId: request.classId });
}

/** As `explainPicture`, laid over the picture at its own shape, as a PNG file. @throws StudioError also `storage/…` */
export async function saveExplanation(
  request: ExplainRequest & { readonly file: string },
  threads: number | undefined,
): Promise<Omit<Heatmap, "picture" | "overlay" | "grid"> & { file: string }> {
  const heatmap = await explainPicture(request, threads);
  const { preprocessing } = await prepare(request, threads);
  const shown = await enlarge(request.path, preprocessing);
  const pixels = await readPixels(request.path, shown);
  const { width, height } = shown;
  const { grid, layer, classId, probabilities } = heatmap;
  const overlay = heatOverlay(
    grid.values,
    grid.width,
    grid.height,
    width,
    height,
  );
  const png = encodePng(layOver(pixels, overlay), width, height, 3);
  await writeFileAtomically(request.file, png);
  return { file: request.file, width, height, layer, classId, probabilities };
}

/** @throws StudioError `explain/unknown-layer`, `image/…`, `run/…` */
export async function showFeatureMaps(
  request: Omit<ExplainRequest, "classId"> & { readonly layer: string },
  threads: number | undefined,
): Promise<FeatureMaps> {
  const { run, executor } = await keptClassifier(
    request.projectDirectory,
    request.runId,
    threads,
  );
  const network = {
    ...run.config,
    weights: run.weights,
    preprocessing: requirePictures(run.config),
  };
  const pixels = await readPixels(request.path, network.preprocessing);
  return computeFeatureMaps(network, executor, request.layer, pixels);
}

async function prepare(
  { projectDirectory, runId }: ExplainRequest,
  threads: number | undefined,
): Promise<{ explainer: Explainer; preprocessing: Preprocessing }> {
  const classifier = await keptClassifier(projectDirectory, runId, threads);
  const { run, executor } = classifier;
  const number = numbers.get(classifier) ?? ++lastNumber;
  numbers.set(classifier, number);
  const preprocessing = requirePictures(run.config);
  const explainer = await explainers.get(String(number), () =>
    openExplainer(
      { ...run.config, weights: run.weights, preprocessing },
      executor,
    ),
  );
  return { explainer, preprocessing };
}

/** Heat maps are of pictures. @throws StudioError `explain/not-of-pictures` */
function requirePictures({
  preprocessing,
}: TrainedClassifier["run"]["config"]): Preprocessing {
  if (!isOfTexts(preprocessing)) return preprocessing;
  throw new StudioError(
    "explain/not-of-pictures",
    "Expected a run that looks at pictures. Received: one that reads texts, of which there are no heat maps. Ask what each word speaks for instead.",
  );
}

/** Least and most pixels of the longer side of a saved explanation. */
const LEAST_SIDE = 512;
const MOST_SIDE = 1024;

/**
 * The same part of the picture as the network sees, in more pixels. A squashed picture gets its own shape back; a cropped or padded one
 * keeps the network's frame, so that the map stays where it belongs.
 */
async function enlarge(
  path: string,
  preprocessing: Preprocessing,
): Promise<Preprocessing> {
  const facts =
    preprocessing.resize === "squash"
      ? await readPictureFacts(await readFile(path))
      : preprocessing;
  const longest = Math.max(facts.width, facts.height);
  const wanted = Math.min(MOST_SIDE, Math.max(LEAST_SIDE, longest));
  const scale = wanted / longest;
  return {
    ...preprocessing,
    width: Math.max(1, Math.round(facts.width * scale)),
    height: Math.max(1, Math.round(facts.height * scale)),
  };
}

/** @param overlay RGBA @returns RGB */
function layOver(pixels: Uint8Array, overlay: Uint8Array): Uint8Array {
  const result = new Uint8Array(pixels.length);
  for (let place = 0; place < pixels.length / 3; place++) {
    const opacity = (overlay[place * 4 + 3] ?? 0) / 255;
    for (let channel = 0; channel < 3; channel++) {
      const below = pixels[place * 3 + channel] ?? 0;
      const above = overlay[place * 4 + channel] ?? 0;
      result[place * 3 + channel] = Math.round(
        below + (above - below) * opacity,
      );
    }
  }
  return result;
}
