import { createHash } from "node:crypto";
import { StudioError } from "#engine/base/errors.ts";
import type { Tensor, TensorMap } from "#engine/base/tensor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import type { LayerGraph, LayerOp } from "#engine/graph/layer-graph.ts";
import type { Preprocessing } from "#engine/graph/preprocessing.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs, type WeightSpec } from "#engine/graph/weights.ts";
import { flattenKerasModel, isRecord } from "./keras-config.ts";
import { kerasGraph } from "./keras-graph.ts";
import type { ModelFiles } from "./model-files.ts";
import { readModelNotes } from "./model-notes.ts";
import { openModelFiles } from "./open-model-files.ts";
import { readTfjsWeights } from "./tfjs-weights.ts";

/** A trained network from a file. */
export interface LoadedModel {
  /** For people: the model's name in its notes, or the file's. */
  readonly title: string;
  readonly graph: LayerGraph;
  readonly weights: TensorMap;
  /** One for every output; undefined where the files name none. */
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
  /** The picture that is pooled or flattened: where Grad-CAM looks and a backbone is cut; undefined where nothing is. */
  readonly featureLayer: string | undefined;
  /** SHA-256 of structure and weights, hexadecimal. */
  readonly fingerprint: string;
}

const MAXIMUM_JSON_BYTES = 50_000_000;

/**
 * Loads a TensorFlow.js layers model, such as a Teachable Machine export, from a directory, its model.json or a zip archive.
 * @throws StudioError `models/…`, `weights/…`, `graph/…`; each says what does not fit and what to do
 */
export async function loadTfjsLayersModel(path: string): Promise<LoadedModel> {
  const files = await openModelFiles(path);
  try {
    return await readModel(files);
  } finally {
    await files.close();
  }
}

async function readModel(files: ModelFiles): Promise<LoadedModel> {
  const modelPath = findModelJson(files);
  const folder = modelPath.slice(0, -"model.json".length);
  const model = await readJson(files, modelPath);
  if (
    model["format"] === "graph-model" ||
    isGraphModel(model["modelTopology"])
  ) {
    throw new StudioError(
      "models/graph-model",
      `The model in ${files.name} is a TensorFlow.js graph model. Expected a layers model, which can be cut and trained further. Export it as a layers model (tf.LayersModel).`,
    );
  }
  const graph = kerasGraph(flattenKerasModel(model["modelTopology"]));
  const stored = await readTfjsWeights(files, folder, model["weightsManifest"]);
  const weights = assignWeights(graph, stored);
  checkWeights(graph, weights);
  const classes = shapeOf(inferShapes(graph), graph.output).at(-1) ?? 0;
  const notes = await readModelNotes(files, folder, {
    input: graph.input.shape,
    classes,
  });
  return {
    title: notes.title ?? files.name.replace(/\.zip$/i, ""),
    graph,
    weights,
    labels: notes.labels,
    preprocessing: notes.preprocessing,
    featureLayer: findFeatureLayer(graph),
    fingerprint: fingerprint(graph, weights),
  };
}

/** The model.json nearest to the top. */
function findModelJson(files: ModelFiles): string {
  const found = files.paths
    .filter((path) => path === "model.json" || path.endsWith("/model.json"))
    .toSorted((a, b) => a.split("/").length - b.split("/").length)[0];
  if (found !== undefined) return found;
  throw new StudioError(
    "models/not-a-model",
    `Expected a model.json in ${files.name}. There are ${files.paths.slice(0, 5).join(", ") || "no files"}. Give a TensorFlow.js layers model, such as a Teachable Machine export.`,
  );
}

async function readJson(
  files: ModelFiles,
  path: string,
): Promise<Record<string, unknown>> {
  const bytes = await files.read(path, MAXIMUM_JSON_BYTES);
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isRecord(parsed)) return parsed;
  } catch {
    // Reported below: whether it is no JSON or no object makes no difference.
  }
  throw new StudioError(
    "models/bad-json",
    `"${path}" in ${files.name} is not a JSON object. Copy or download the file again.`,
  );
}

function isGraphModel(topology: unknown): boolean {
  return isRecord(topology) && Array.isArray(topology["node"]);
}

/** Gives every weight of the graph its tensor; where the names in the file have prefixes, the last two parts decide. */
function assignWeights(
  graph: LayerGraph,
  stored: ReadonlyMap<string, Tensor>,
): TensorMap {
  const byEnding = new Map<string, Tensor | "ambiguous">();
  for (const [name, tensor] of stored) {
    const ending = name.replace(/:\d+$/, "").split("/").slice(-2).join("/");
    byEnding.set(ending, byEnding.has(ending) ? "ambiguous" : tensor);
  }
  const weights = new Map<string, Tensor>();
  for (const spec of weightSpecs(graph)) {
    const candidates = namesInFile(spec).map(
      (name) => stored.get(name) ?? byEnding.get(name),
    );
    const tensor = candidates.find((candidate) => candidate !== undefined);
    if (tensor === "ambiguous") {
      throw new StudioError(
        "weights/ambiguous",
        `The model has more than one weight that could be "${spec.name}". Give its layers different names and export it again.`,
      );
    }
    if (tensor !== undefined) weights.set(spec.name, tensor);
  }
  return weights;
}

function namesInFile({ layer, role }: WeightSpec): string[] {
  return role === "kernel"
    ? [`${layer}/kernel`, `${layer}/depthwise_kernel`]
    : [`${layer}/${role}`];
}

function findFeatureLayer(graph: LayerGraph): string | undefined {
  const shapes = inferShapes(graph);
  const reducing = graph.layers.findLast((node) => {
    const [height = 1, width = 1, ...rest] =
      shapes.get(node.inputs[0] ?? "") ?? [];
    return (
      REDUCING.has(node.op) && rest.length === 1 && Math.max(height, width) > 1
    );
  });
  const name = reducing?.inputs[0];
  return name === graph.input.name ? undefined : name;
}

/** What makes a vector of a picture. */
const REDUCING: ReadonlySet<LayerOp> = new Set([
  "globalAveragePooling2d",
  "globalMaxPooling2d",
  "flatten",
] as const);

function fingerprint(graph: LayerGraph, weights: TensorMap): string {
  const hash = createHash("sha256").update(JSON.stringify(graph));
  for (const [name, { data }] of weights) {
    hash
      .update(name)
      .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest("hex");
}
