import type { TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import type { InputRange, Preprocessing } from "#engine/graph/preprocessing.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import {
  loadedModel,
  type LoadedModel,
} from "#engine/models/weights/loaded-model.ts";
import type { ModelFiles } from "#engine/models/weights/model-files.ts";
import { readModelNotes } from "#engine/models/weights/model-notes.ts";

/** A network read from operations, with what is known about it. */
export interface ConvertedModel {
  readonly title: string;
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** Where notes may lie beside the model. */
  readonly notes: ModelFiles | undefined;
  /** "" or ending with a slash. */
  readonly folder: string;
  /** What pictures look like where neither the network nor its notes say it. */
  readonly range: InputRange | undefined;
  /** What the model's own file says. */
  readonly labels?: readonly string[] | undefined;
  readonly preprocessing?: Preprocessing | undefined;
}

/** @throws StudioError as `loadedModel` */
export async function finishModel(
  converted: ConvertedModel,
): Promise<LoadedModel> {
  const { graph, weights } = converted;
  const classes = shapeOf(inferShapes(graph), graph.output).at(-1) ?? 0;
  const notes = await readModelNotes(converted.notes, converted.folder, {
    input: graph.input.shape,
    classes,
    range: rangeBeforeRescaling(graph) ?? converted.range,
  });
  const labels =
    converted.labels?.length === classes ? converted.labels : notes.labels;
  return loadedModel({
    title: notes.title ?? converted.title,
    graph,
    weights,
    labels,
    preprocessing: converted.preprocessing ?? notes.preprocessing,
  });
}

/** A network that starts by dividing pictures by about 255 takes them as they are; one that starts by 2x − 1, from 0 to 1. */
function rangeBeforeRescaling(graph: LayerGraph): InputRange | undefined {
  const first = graph.layers.find(({ inputs }) =>
    inputs.includes(graph.input.name),
  );
  if (first?.op !== "rescaling") return undefined;
  const { scale } = first.attributes;
  const factor = typeof scale === "number" ? scale : (scale[0] ?? 1);
  return Math.abs(factor) < 0.1 ? "zero-to-255" : "zero-to-one";
}
