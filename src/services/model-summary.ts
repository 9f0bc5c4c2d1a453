import type { LayerSummary, ModelDetail, ModelSummary } from "#api/models.ts";
import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { layerRow } from "#engine/graph/layer-row.ts";
import { countMultiplyAdds } from "#engine/graph/multiply-adds.ts";
import { networkOutline } from "#engine/graph/outline.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { receptiveFields } from "#engine/graph/receptive-field.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { withHead } from "#engine/graph/with-head.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { buildEntry, modelEntry } from "#engine/models/catalog.ts";
import { isPretrained } from "#engine/models/downloads/weights-manifest.ts";
import type { ModelEntry } from "#engine/models/model-entry.ts";
import { fineTuningBlocks } from "#engine/models/fine-tuning-blocks.ts";
import { bodyOf } from "#engine/models/weights/recognise-architecture.ts";

/** Options as the contract has them: absent means the model's own default. */
export interface DetailOptions {
  readonly inputSize?: number | undefined;
  readonly width?: number | undefined;
  readonly classes?: number | undefined;
}

/** What is needed of a pretrained network to describe it. */
export type DescribedBackbone = Pick<
  Backbone,
  "id" | "title" | "graph" | "preprocessing"
> & {
  readonly licence: string | null;
  readonly description: string | null;
};

/** Of a model whose weights nobody publishes, or that has its own. */
export const NO_PUBLISHED_WEIGHTS = {
  accuracy: null,
  weightsState: null,
  weightsBytes: null,
  weightsId: null,
} as const;

/** Least side of a picture that five halvings leave something of. */
const LEAST_BACKBONE_SIZE = 32;

/** An architecture of the catalog; of published weights, `weightsOfModel` tells. @throws StudioError `models/unknown`, `models/bad-option` */
export function describeArchitecture(
  id: string,
  options: DetailOptions = {},
): ModelDetail {
  const entry = modelEntry(id);
  const shelf = isPretrained(id) ? "pretrained" : "classic";
  return describeEntry(id, entry, shelf, options);
}

/** What is known of an architecture, of the catalog or designed. @throws StudioError `models/bad-option` */
export function describeEntry(
  id: string,
  entry: ModelEntry,
  shelf: "pretrained" | "classic" | "own",
  options: DetailOptions = {},
): ModelDetail {
  const { inputSize, width, classes } = options;
  const graph = buildEntry(entry, {
    ...(inputSize === undefined ? {} : { inputSize }),
    ...(width === undefined ? {} : { width }),
    ...(classes === undefined ? {} : { classes }),
  });
  const isPublished = shelf === "pretrained";
  const body = isPublished ? bodyOf(entry, graph) : graph;
  // What is trained by transfer has a head of its own.
  const whole =
    isPublished && classes !== undefined ? withHead(body, classes) : graph;
  return {
    ...NO_PUBLISHED_WEIGHTS,
    id,
    name: entry.title,
    shelf,
    description: entry.summary,
    paper: entry.paper || null,
    licence: entry.licence || null,
    remarks: [...(entry.remarks ?? [])],
    weights: null,
    minimumSize: entry.leastInputSize,
    sizes: [...entry.sizes],
    widths: [...entry.widths],
    ...describeGraph(whole, body),
  };
}

/** A pretrained network: with a head when the number of classes is known, else the body alone. */
export function describeBackbone(
  backbone: DescribedBackbone,
  shelf: "built-in" | "imported",
  options: DetailOptions = {},
): ModelDetail {
  const { graph } = backbone;
  const own = graph.input.shape[0] ?? backbone.preprocessing.width;
  const size = options.inputSize ?? own;
  const body = {
    ...graph,
    input: { ...graph.input, shape: [size, size, graph.input.shape[2] ?? 3] },
  };
  const whole =
    options.classes === undefined ? body : withHead(body, options.classes);
  const offered = [96, 128, 160, 192, 224].filter((other) => other !== own);
  return {
    ...NO_PUBLISHED_WEIGHTS,
    id: backbone.id,
    name: backbone.title,
    shelf,
    description:
      shelf === "built-in"
        ? "The pretrained network that comes with Convolve: quick to train a classifier on, on any machine."
        : "A pretrained network from a file of yours.",
    paper: null,
    licence: backbone.licence,
    remarks: [],
    weights: backbone.description,
    minimumSize: LEAST_BACKBONE_SIZE,
    sizes: [own, ...offered],
    widths: [],
    ...describeGraph(whole, body),
  };
}

/** Without the list of layers, which can be long. */
export function withoutLayers(detail: ModelDetail): ModelSummary {
  const { layers: _, ...summary } = detail;
  return summary;
}

function describeGraph(
  whole: LayerGraph,
  body: LayerGraph,
): Pick<
  ModelDetail,
  "parameters" | "multiplyAdds" | "inputShape" | "blocks" | "outline" | "layers"
> {
  const { trainable, total, layers } = countParameters(whole);
  const described = describeLayers(whole);
  return {
    parameters: { trainable, total },
    multiplyAdds: countMultiplyAdds(whole).total,
    inputShape: [...whole.input.shape],
    blocks: fineTuningBlocks(body).map((block) => ({
      name: block.name,
      parameters: block.layers.reduce(
        (sum, layer) => sum + (layers.get(layer)?.trainable ?? 0),
        0,
      ),
    })),
    outline: networkOutline(
      whole.input.shape,
      described.map(({ outputShape }) => outputShape),
    ),
    layers: described,
  };
}

function describeLayers(graph: LayerGraph): LayerSummary[] {
  const shapes = inferShapes(graph);
  const { layers: parameters } = countParameters(graph);
  const { layers: multiplyAdds } = countMultiplyAdds(graph);
  const fields = receptiveFields(graph);
  return graph.layers.map((node) => {
    const shape = shapeOf(shapes, node.name);
    const count = parameters.get(node.name) ?? { trainable: 0, total: 0 };
    return {
      name: node.name,
      op: node.op,
      inputs: [...node.inputs],
      outputShape: [...shape],
      parameters: { trainable: count.trainable, total: count.total },
      multiplyAdds: multiplyAdds.get(node.name) ?? 0,
      receptiveField:
        shape.length === 3 ? (fields.get(node.name)?.[0].size ?? null) : null,
      attributes: { ...resolveAttributes(node) },
      row: layerRow(node, shape),
    };
  });
}
