import { StudioError } from "#engine/base/errors.ts";
import { withClassCount } from "#engine/graph/design/class-count.ts";
import {
  designGraph,
  designNodes,
  type Design,
} from "#engine/graph/design/design.ts";
import {
  diagnose,
  type DesignDiagnosis,
} from "#engine/graph/design/diagnose.ts";
import { editDesign } from "#engine/graph/design/edit-design.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { inferShapes } from "#engine/graph/shapes.ts";
import type { ModelEntry, ModelOptions } from "./model-entry.ts";

/** How the kernels of every design start. */
export const DESIGN_KERNELS = "he-normal" satisfies ModelEntry["kernels"];

/**
 * A design of a person's own as an architecture like those of the catalog: with as many answers as there are classes, for the input
 * size that it was designed for or any other that it allows, with a row of its embedding for each word of the vocabulary.
 * @throws StudioError `design/impossible` naming the layer that cannot be
 */
export function designEntry(design: Design): ModelEntry {
  const diagnosis = diagnose(design);
  requirePossible(design, diagnosis);
  const { shape } = design.input;
  const isSequence = shape.length === 1;
  const [size = 1] = shape;
  const sizes = [size, ...(isSequence ? [] : smallerAndLarger(design, size))];
  return {
    title: design.name,
    summary: summaryOf(design),
    families: [],
    input: isSequence ? "sequence" : "picture",
    build: (options) => builtDesign(design, options),
    defaults: {
      inputSize: size,
      classes: Math.max(2, diagnosis.layers.at(-1)?.outputShape?.[0] ?? 2),
      channels: isSequence ? 1 : (shape[2] ?? 1),
      width: 1,
      ...(isSequence ? vocabularyOf(design) : {}),
    },
    leastInputSize: leastSize(design, size),
    sizes,
    widths: [],
    inputRange: "zero-to-one",
    kernels: DESIGN_KERNELS,
    featureLayer: featureLayer(design, diagnosis),
    paper: "",
    licence: "",
  };
}

/** @throws StudioError `design/impossible` */
function requirePossible(design: Design, diagnosis: DesignDiagnosis): void {
  if (diagnosis.isPossible && diagnosis.inputProblem === null) return;
  const problem =
    diagnosis.inputProblem ??
    diagnosis.layers.find((layer) => layer.problem !== null)?.problem;
  throw new StudioError(
    "design/impossible",
    `The design "${design.name}" cannot be used as it is: ${problem?.message ?? "a layer of it is impossible."} Open it in the designer.`,
  );
}

function summaryOf({ layers, input }: Design): string {
  const count = `${layers.length} ${layers.length === 1 ? "layer" : "layers"}`;
  return input.shape.length === 1
    ? `Designed here: ${count} for texts of ${input.shape[0]} words.`
    : `Designed here: ${count}.`;
}

function builtDesign(design: Design, options: ModelOptions): LayerGraph {
  const { inputSize, classes, vocabulary } = options;
  const resized = withInput(design, inputSize);
  const answering = withClassCount(resized, classes);
  const graph = designGraph(withVocabulary(answering, vocabulary));
  inferShapes(graph);
  return graph;
}

/** A picture of another size is square; at its own size a design keeps the shape that it has. */
function withInput(design: Design, size: number): Design {
  const { shape } = design.input;
  if (shape[0] === size) return design;
  const changed = shape.length === 1 ? [size] : [size, size, shape[2] ?? 1];
  return editDesign(design, { kind: "input", shape: changed });
}

function withVocabulary(design: Design, vocabulary?: number): Design {
  const embedding = design.layers.find(({ op }) => op === "embedding");
  return embedding === undefined || vocabulary === undefined
    ? design
    : editDesign(design, {
        kind: "attributes",
        layer: embedding.name,
        attributes: { inputDim: vocabulary },
      });
}

function vocabularyOf(design: Design): Pick<ModelOptions, "vocabulary"> {
  for (const node of designNodes(design)) {
    if (node.op === "embedding")
      return { vocabulary: node.attributes.inputDim };
  }
  return {};
}

/** Least side or length that leaves something at each layer. */
function leastSize(design: Design, size: number): number {
  let least = 1;
  let enough = size;
  while (least < enough) {
    const middle = Math.floor((least + enough) / 2);
    const { isPossible } = diagnose(withInput(design, middle));
    if (isPossible) enough = middle;
    else least = middle + 1;
  }
  return enough;
}

function smallerAndLarger(design: Design, size: number): number[] {
  return [size / 2, size * 2].filter(
    (other) =>
      Number.isInteger(other) &&
      other >= 8 &&
      other <= 1024 &&
      diagnose(withInput(design, other)).isPossible,
  );
}

/** The last layer that is still a picture or a sequence; the input where there is none. */
function featureLayer(design: Design, { layers }: DesignDiagnosis): string {
  const last = layers.findLast(
    ({ outputShape }) => (outputShape?.length ?? 0) > 1,
  );
  return last?.name ?? design.input.name;
}
