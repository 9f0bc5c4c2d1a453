import { resolveAttributes } from "#engine/graph/attributes.ts";
import type {
  Activation,
  LayerGraph,
  LayerNode,
} from "#engine/graph/layer-graph.ts";
import { inferShapes, shapeOf, type Shape } from "#engine/graph/shapes.ts";
import { paddingOf, windowsOf } from "#engine/graph/window.ts";
import type {
  Pads,
  Step,
  StepGraph,
  WeightLayout,
  WeightReference,
  Window,
} from "./steps.ts";

export interface LoweringOptions {
  /** Layers whose values are wanted besides the output. */
  readonly taps?: readonly string[];
  /** Whether dropout layers stay, to be fed with masks; default false. */
  readonly keepDropout?: boolean;
  /** Whether a batch normalization layer uses the statistics of the batch; default never. */
  readonly usesBatchStatistics?: (layer: string) => boolean;
}

/**
 * Turns a layer graph into steps with every shape and padding worked out. Layers that neither the output nor a tap needs are
 * left out.
 * @throws StudioError `graph/…` as `inferShapes`, `graph/unknown-layer` for a tap that is not there
 */
export function lowerGraph(
  graph: LayerGraph,
  options: LoweringOptions = {},
): StepGraph {
  const known = inferShapes(graph);
  const needed = new Set([graph.output, ...(options.taps ?? [])]);
  needed.forEach((name) => shapeOf(known, name));
  for (const layer of graph.layers.toReversed()) {
    if (needed.has(layer.name))
      layer.inputs.forEach((input) => needed.add(input));
  }
  const shapes = new Map<string, Shape>(known);
  const steps: Step[] = [];
  for (const layer of graph.layers) {
    if (!needed.has(layer.name)) continue;
    for (const step of lowerLayer(
      layer,
      shapeOf(known, layer.inputs[0] ?? ""),
      options,
    )) {
      steps.push(step);
      shapes.set(step.name, shapeOf(known, layer.name));
    }
  }
  return { input: graph.input, steps, output: graph.output, shapes };
}

function lowerLayer(
  layer: LayerNode,
  input: Shape,
  options: LoweringOptions,
): Step[] {
  const { name, inputs } = layer;
  const base = { name, layer: name, inputs };
  switch (layer.op) {
    case "conv2d": {
      const { groups, useBias, activation } = resolveAttributes(layer);
      const kernel = weight(name, "kernel", "convolution");
      const bias = useBias ? weight(name, "bias") : undefined;
      const window = windowOver(layer, input);
      return activated(
        { ...base, kind: "convolution", kernel, bias, window, groups },
        activation,
      );
    }
    case "depthwiseConv2d": {
      const { useBias, activation } = resolveAttributes(layer);
      const kernel = weight(name, "kernel", "depthwise");
      const bias = useBias ? weight(name, "bias") : undefined;
      const window = windowOver(layer, input);
      const groups = input.at(-1) ?? 1;
      return activated(
        { ...base, kind: "convolution", kernel, bias, window, groups },
        activation,
      );
    }
    case "dense": {
      const { useBias, activation } = resolveAttributes(layer);
      const bias = useBias ? weight(name, "bias") : undefined;
      const step: Step =
        input.length === 1
          ? {
              ...base,
              kind: "dense",
              kernel: weight(name, "kernel", "dense"),
              bias,
            }
          : {
              ...base,
              kind: "convolution",
              kernel: weight(name, "kernel", "pointwise"),
              bias,
              window: POINT,
              groups: 1,
            };
      return activated(step, activation);
    }
    case "batchNormalization": {
      const { momentum, epsilon, center, scale } = resolveAttributes(layer);
      return [
        {
          ...base,
          kind: "batchNormalization",
          gamma: scale ? weight(name, "gamma") : undefined,
          beta: center ? weight(name, "beta") : undefined,
          movingMean: weight(name, "moving_mean"),
          movingVariance: weight(name, "moving_variance"),
          epsilon,
          momentum,
          statistics: options.usesBatchStatistics?.(name) ? "batch" : "running",
        },
      ];
    }
    case "activation": {
      const { activation } = resolveAttributes(layer);
      return activation === "linear"
        ? [{ ...base, kind: "identity" }]
        : [{ ...base, kind: "activation", activation }];
    }
    case "maxPooling2d":
      return [
        { ...base, kind: "maxPooling", window: windowOver(layer, input) },
      ];
    case "averagePooling2d":
      return [
        { ...base, kind: "averagePooling", window: windowOver(layer, input) },
      ];
    case "globalAveragePooling2d": {
      const { keepDims } = resolveAttributes(layer);
      return [{ ...base, kind: "globalAveragePooling", keepDims }];
    }
    case "zeroPadding2d": {
      const [[top, bottom], [left, right]] = resolveAttributes(layer).padding;
      return [{ ...base, kind: "padding", pads: [top, left, bottom, right] }];
    }
    case "dropout": {
      const { rate } = resolveAttributes(layer);
      return options.keepDropout && rate > 0
        ? [{ ...base, kind: "dropout", rate }]
        : [{ ...base, kind: "identity" }];
    }
    case "concatenate": {
      const { axis } = resolveAttributes(layer);
      const rank = input.length + 1;
      return [
        { ...base, kind: "concatenate", axis: axis < 0 ? axis + rank : axis },
      ];
    }
    case "euclideanRbf": {
      const codes = weight(name, "codes", "dense");
      return [{ ...base, kind: "euclideanRbf", codes }];
    }
    case "flatten":
    case "add":
      return [{ ...base, kind: layer.op }];
  }
}

/** Puts the activation that a layer carries behind it as a step of its own. */
function activated(linear: Step, activation: Activation): Step[] {
  if (activation === "linear") return [linear];
  const { name, layer } = linear;
  const inner = `${name}:linear`;
  return [
    { ...linear, name: inner },
    { kind: "activation", name, layer, inputs: [inner], activation },
  ];
}

const POINT: Window = {
  size: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
};

type SlidingLayer = Extract<
  LayerNode,
  { op: "conv2d" | "depthwiseConv2d" | "maxPooling2d" | "averagePooling2d" }
>;

function windowOver(
  layer: SlidingLayer,
  [height = 1, width = 1]: Shape,
): Window {
  const sliding = windowsOf(layer);
  if (sliding === undefined)
    throw new TypeError(`${layer.op} has no sliding window.`);
  const rows = paddingOf(height, sliding[0]);
  const columns = paddingOf(width, sliding[1]);
  const pads: Pads = [rows.before, columns.before, rows.after, columns.after];
  const strides = [sliding[0].stride, sliding[1].stride] as const;
  if (layer.op === "maxPooling2d" || layer.op === "averagePooling2d") {
    const { poolSize } = resolveAttributes<"maxPooling2d" | "averagePooling2d">(
      layer,
    );
    return { size: poolSize, strides, dilations: [1, 1], pads };
  }
  const { kernelSize, dilationRate } = resolveAttributes<
    "conv2d" | "depthwiseConv2d"
  >(layer);
  return { size: kernelSize, strides, dilations: dilationRate, pads };
}

function weight(
  layer: string,
  role: string,
  layout: WeightLayout = "vector",
): WeightReference {
  return { key: `${layer}/${role}`, layout };
}
