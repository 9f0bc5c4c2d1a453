import type { Heatmap } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { zeros, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import type { Executor, Gradient } from "#engine/compute/executor.ts";
import {
  indexOfLargest,
  mostProbable,
} from "#engine/evaluation/scored-labels.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import {
  CLASS_ACTIVATION_METHODS,
  type ClassActivationMethodId,
} from "./catalog.ts";
import { heatOverlay } from "./heat-overlay.ts";
import { explainedLayer } from "./picture-layers.ts";
import { pngDataUrl } from "#engine/imaging/png.ts";

/** What a trained run is to an explanation. */
export interface ExplainedNetwork {
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly preprocessing: Preprocessing;
}

/** A network made ready once for many pictures. */
export interface Explainer {
  readonly layer: string;
  /**
   * @param pixels the picture as the network sees it, RGB8, [height, width, 3] (`preparePicture`)
   * @param options.classId default: the predicted class
   * @throws StudioError `explain/unknown-class`
   */
  heatmap(
    pixels: Uint8Array,
    options?: {
      readonly classId?: number | undefined;
      readonly method?: ClassActivationMethodId;
    },
  ): Promise<Heatmap>;
  dispose(): Promise<void>;
}

/**
 * @param options.layer where to look; default: the last layer that is still a picture
 * @throws StudioError `explain/no-picture-layer`, `compute/…`
 */
export async function openExplainer(
  network: ExplainedNetwork,
  executor: Executor,
  options: { readonly layer?: string } = {},
): Promise<Explainer> {
  const { graph, weights } = network;
  const layer = options.layer ?? explainedLayer(graph);
  const gradient = await executor.createGradient({ graph, weights, layer });
  return {
    layer,
    heatmap: (pixels, { classId, method = "grad-cam" } = {}) =>
      explain(network, gradient, layer, pixels, classId, method),
    dispose: () => gradient.dispose(),
  };
}

async function explain(
  network: ExplainedNetwork,
  gradient: Gradient,
  layer: string,
  pixels: Uint8Array,
  classId: number | undefined,
  method: ClassActivationMethodId,
): Promise<Heatmap> {
  const { classes, preprocessing } = network;
  const input = normalisePictures([pixels], preprocessing);
  let chosen = positionOf(network, classId);
  let result = await gradient.run(input, oneHot(classes.length, chosen ?? 0));
  if (chosen === undefined) {
    chosen = indexOfLargest(result.output.data);
    if (chosen !== 0) {
      result = await gradient.run(input, oneHot(classes.length, chosen));
    }
  }
  const map = CLASS_ACTIVATION_METHODS[method].map(
    result.activations,
    result.gradients,
  );
  const [, gridHeight = 1, gridWidth = 1] = map.shape;
  const { width, height } = preprocessing;
  const overlay = heatOverlay(map.data, gridWidth, gridHeight, width, height);
  return {
    picture: pngDataUrl(pixels, width, height, 3),
    overlay: pngDataUrl(overlay, width, height, 4),
    width,
    height,
    grid: { width: gridWidth, height: gridHeight, values: [...map.data] },
    layer,
    classId: (classes[chosen] as { id: number }).id,
    probabilities: ranked(network, result.output),
  };
}

function positionOf(
  { classes }: ExplainedNetwork,
  classId: number | undefined,
): number | undefined {
  if (classId === undefined) return undefined;
  const position = classes.findIndex(({ id }) => id === classId);
  if (position >= 0) return position;
  throw new StudioError(
    "explain/unknown-class",
    `The run knows ${classes.length} classes, but not the one that was asked for (${classId}). Choose one of ${classes.map(({ name }) => name).join(", ")}.`,
  );
}

function oneHot(classCount: number, position: number): Tensor {
  const weights = zeros([1, classCount]);
  weights.data[position] = 1;
  return weights;
}

function ranked(
  { classes }: ExplainedNetwork,
  output: Tensor,
): Heatmap["probabilities"] {
  return mostProbable(output.data, classes.length).map((position) => {
    const { id, name } = classes[
      position
    ] as ExplainedNetwork["classes"][number];
    return {
      classId: id,
      name,
      probability: output.data[position] as number,
    };
  });
}
