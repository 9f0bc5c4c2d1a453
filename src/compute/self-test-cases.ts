import { resolveAttributes } from "#engine/graph/attributes.ts";
import type {
  LayerGraph,
  LayerNode,
  LayerOp,
} from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";

/** One op of a network with its attributes and channels, as a small network that can be run alone. */
export interface SelfTestCase {
  readonly op: LayerOp;
  /** In words, with the first layer that has it. */
  readonly title: string;
  /** Ends in the op itself. */
  readonly forward: LayerGraph;
  /** The same with a classifier behind it, so that it can be trained. */
  readonly classifier: LayerGraph;
  /** What goes in are whole numbers below this, for embeddings; undefined: any numbers. */
  readonly indices: number | undefined;
}

const CLASSES = 3;
const INPUT = "picture";

/**
 * The distinct ops of a network: op × attributes × channels. Height and width are made smaller, keeping what remains after division by
 * four, because kernels of graphics cards differ by that. One of every op comes first, so that all kinds are tested when time is short.
 */
export function selfTestCases(graph: LayerGraph): readonly SelfTestCase[] {
  const shapes = inferShapes(graph);
  const cases = new Map<string, SelfTestCase>();
  for (const layer of graph.layers) {
    const inputs = layer.inputs.map((input) => shapeOf(shapes, input));
    const made = smallCase(layer, inputs);
    if (made === undefined) continue;
    const { input, layers } = made.forward;
    const key = JSON.stringify([
      layer.op,
      resolveAttributes(layer),
      input.shape,
      layers.slice(0, -1).map(({ op, attributes }) => [op, attributes]),
    ]);
    if (!cases.has(key)) cases.set(key, made);
  }
  const groups = [...Map.groupBy(cases.values(), ({ op }) => op).values()];
  const longest = Math.max(0, ...groups.map((group) => group.length));
  return Array.from({ length: longest }, (_, rank) =>
    groups.flatMap((group) => group[rank] ?? []),
  ).flat();
}

/** The smallest picture that the op takes; undefined where its inputs cannot be made from one. */
function smallCase(
  layer: LayerNode,
  inputs: readonly Shape[],
): SelfTestCase | undefined {
  for (const atLeast of [8, 16, 32, Infinity]) {
    const shapes = inputs.map((shape) => smallerShape(shape, atLeast));
    const branches = branchesInto(layer, shapes);
    if (branches === undefined) return undefined;
    const forward: LayerGraph = {
      name: `self-test ${layer.name}`,
      input: { name: INPUT, shape: shapes[0] ?? [] },
      layers: [...branches.before, { ...layer, inputs: branches.inputs }],
      output: layer.name,
    };
    try {
      const output = shapeOf(inferShapes(forward), layer.name);
      return {
        op: layer.op,
        title: `${layer.op} “${layer.name}”${describe(layer)} on ${(inputs[0] ?? []).join(" × ")}`,
        forward,
        classifier: withClassifier(forward, output),
        indices:
          layer.op === "embedding"
            ? resolveAttributes<"embedding">(layer).inputDim
            : undefined,
      };
    } catch {
      // The picture is smaller than the window: a larger one is tried.
    }
  }
  return undefined;
}

/** Above this many features a dense layer is tested on fewer. */
const MOST_FEATURES = 4096;

function smallerShape(shape: Shape, atLeast: number): Shape {
  if (shape.length === 1) {
    const [features = 1] = shape;
    return [
      features > MOST_FEATURES && atLeast !== Infinity
        ? 1024 + (features % 4)
        : features,
    ];
  }
  return shape.map((extent, axis) =>
    axis === shape.length - 1 || extent <= atLeast + 4
      ? extent
      : atLeast + (extent % 4),
  );
}

interface Branches {
  readonly before: readonly LayerNode[];
  readonly inputs: readonly string[];
}

/** Makes the second and further inputs from the first by layers whose values differ. */
function branchesInto(
  { inputs }: LayerNode,
  [first = [], ...others]: readonly Shape[],
): Branches | undefined {
  const before: LayerNode[] = [];
  const names = [INPUT];
  for (const [index, shape] of others.entries()) {
    const name = `self-test-branch-${index}`;
    const base = { name, inputs: [INPUT] };
    const isSame = shape.join() === first.join();
    const differsInChannels =
      shape.length === 3 &&
      shape.slice(0, 2).join() === first.slice(0, 2).join();
    const isOnePixel = shape.join() === [1, 1, first.at(-1)].join();
    if (isSame) {
      before.push({
        ...base,
        op: "activation",
        attributes: { activation: "tanh" },
      });
    } else if (isOnePixel && first.length === 3) {
      before.push({
        ...base,
        op: "globalAveragePooling2d",
        attributes: { keepDims: true },
      });
    } else if (differsInChannels) {
      before.push({
        ...base,
        op: "conv2d",
        attributes: { filters: shape[2] ?? 1, kernelSize: 1 },
      });
    } else {
      return undefined;
    }
    names.push(name);
  }
  return { before, inputs: names.slice(0, inputs.length) };
}

function withClassifier(forward: LayerGraph, output: Shape): LayerGraph {
  const flatten: LayerNode = {
    name: "self-test-flat",
    op: "flatten",
    inputs: [forward.output],
    attributes: {},
  };
  const isVector = output.length === 1;
  const scores: LayerNode = {
    name: "self-test-scores",
    op: "dense",
    inputs: [isVector ? forward.output : flatten.name],
    attributes: { units: CLASSES },
  };
  return {
    ...forward,
    layers: [...forward.layers, ...(isVector ? [] : [flatten]), scores],
    output: scores.name,
  };
}

/** `, kernelSize 5, filters 16`: the attributes as the network gives them. */
function describe({ attributes }: LayerNode): string {
  return Object.entries(attributes)
    .filter(
      ([, value]) =>
        (value !== undefined && typeof value !== "object") ||
        Array.isArray(value),
    )
    .map(
      ([name, value]) =>
        `, ${name} ${Array.isArray(value) ? value.flat().join("×") : String(value)}`,
    )
    .join("");
}
