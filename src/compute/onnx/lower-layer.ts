import { resolveAttributes } from "#engine/graph/attributes.ts";
import type { Activation, LayerNode } from "#engine/graph/layer-graph.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import {
  outputExtent,
  paddingOf,
  slidingAttributes,
  windowsOf,
  type SlidingLayer,
} from "#engine/graph/window.ts";
import { pictureShape } from "./layout.ts";
import type { LoweringOptions } from "./lower.ts";
import type {
  Pads,
  Step,
  WeightLayout,
  WeightReference,
  Window,
} from "./steps.ts";

/** The steps of one layer; the last has the layer's name. @param input shape of the layer's first input */
export function lowerLayer(
  layer: LayerNode,
  input: Shape,
  options: LoweringOptions,
): Step[] {
  const { name, inputs } = layer;
  const base = { name, layer: name, inputs };
  switch (layer.op) {
    case "conv2d":
    case "conv1d": {
      const { groups, useBias, activation } = resolveAttributes<
        "conv2d" | "conv1d"
      >(layer);
      const layout = layer.op === "conv2d" ? "convolution" : "convolution1d";
      const kernel = weight(name, "kernel", layout);
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
    case "separableConv2d": {
      const { useBias, activation } = resolveAttributes(layer);
      const inner = depthwiseName(name);
      const channels = input.at(-1) ?? 1;
      return [
        {
          ...base,
          name: inner,
          kind: "convolution",
          kernel: weight(name, "depthwise_kernel", "depthwise"),
          bias: undefined,
          window: windowOver(layer, input),
          groups: channels,
        },
        ...activated(
          {
            ...base,
            inputs: [inner],
            kind: "convolution",
            kernel: weight(name, "pointwise_kernel", "convolution"),
            bias: useBias ? weight(name, "bias") : undefined,
            window: POINT,
            groups: 1,
          },
          activation,
        ),
      ];
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
    case "layerNormalization": {
      const { epsilon, center, scale } = resolveAttributes(layer);
      return [
        {
          ...base,
          kind: "layerNormalization",
          gamma: scale ? weight(name, "gamma") : undefined,
          beta: center ? weight(name, "beta") : undefined,
          epsilon,
        },
      ];
    }
    case "localResponseNormalization":
      return [{ ...base, kind: layer.op, ...resolveAttributes(layer) }];
    case "activation": {
      const { activation, ...details } = resolveAttributes(layer);
      return activation === "linear"
        ? [{ ...base, kind: "identity" }]
        : [{ ...base, kind: "activation", activation, ...details }];
    }
    case "maxPooling2d":
    case "maxPooling1d":
      return [
        { ...base, kind: "maxPooling", window: windowOver(layer, input) },
      ];
    case "averagePooling2d":
    case "averagePooling1d":
      return [
        { ...base, kind: "averagePooling", window: windowOver(layer, input) },
      ];
    case "globalAveragePooling2d":
    case "globalAveragePooling1d": {
      const { keepDims } = resolveAttributes<
        "globalAveragePooling2d" | "globalAveragePooling1d"
      >(layer);
      return [{ ...base, kind: "globalAveragePooling", keepDims }];
    }
    case "globalMaxPooling2d":
    case "globalMaxPooling1d": {
      const { keepDims } = resolveAttributes<
        "globalMaxPooling2d" | "globalMaxPooling1d"
      >(layer);
      return [{ ...base, kind: "globalMaxPooling", keepDims }];
    }
    case "upSampling2d": {
      const { size, interpolation } = resolveAttributes(layer);
      return [{ ...base, kind: "upSampling", factors: size, interpolation }];
    }
    case "embedding": {
      const table = weight(name, "embeddings", "dense");
      return [{ ...base, kind: layer.op, table }];
    }
    case "zeroPadding1d": {
      const [before, after] = resolveAttributes(layer).padding;
      return [{ ...base, kind: "padding", pads: [0, before, 0, after] }];
    }
    case "zeroPadding2d": {
      const [[top, bottom], [left, right]] = resolveAttributes(layer).padding;
      return [{ ...base, kind: "padding", pads: [top, left, bottom, right] }];
    }
    case "cropping2d": {
      const [[top, bottom], [left, right]] = resolveAttributes(layer).cropping;
      return [{ ...base, kind: "cropping", pads: [top, left, bottom, right] }];
    }
    case "selectChannels":
      return [{ ...base, kind: layer.op, ...resolveAttributes(layer) }];
    case "padChannels": {
      const [before, after] = resolveAttributes(layer).padding;
      return [{ ...base, kind: "channelPadding", before, after }];
    }
    case "layerScale":
      return [{ ...base, kind: "scaling", gamma: weight(name, "gamma") }];
    case "rescaling":
      return [{ ...base, kind: layer.op, ...resolveAttributes(layer) }];
    case "normalization":
      return [
        {
          ...base,
          kind: "standardization",
          mean: weight(name, "mean"),
          variance: weight(name, "variance"),
        },
      ];
    case "dropout": {
      const { rate, perSample } = resolveAttributes(layer);
      return options.keepDropout && rate > 0
        ? [{ ...base, kind: "dropout", rate, perSample }]
        : [{ ...base, kind: "identity" }];
    }
    case "concatenate": {
      const { axis } = resolveAttributes(layer);
      const rank = input.length + 1;
      const counted = axis < 0 ? axis + rank : axis;
      // Inside a sequence is a picture of height 1.
      const insertedAxes = input.length === 2 ? 1 : 0;
      return [{ ...base, kind: "concatenate", axis: counted + insertedAxes }];
    }
    case "euclideanRbf":
      return [
        { ...base, kind: layer.op, codes: weight(name, "codes", "dense") },
      ];
    case "flatten":
    case "reshape":
    case "add":
    case "multiply":
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
    {
      kind: "activation",
      name,
      layer,
      inputs: [inner],
      activation,
    },
  ];
}

const POINT: Window = {
  size: [1, 1],
  strides: [1, 1],
  dilations: [1, 1],
  pads: [0, 0, 0, 0],
};

function windowOver(layer: SlidingLayer, input: Shape): Window {
  const [height = 1, width = 1] = pictureShape(input);
  const sliding = slidingAttributes(layer);
  const windows = windowsOf(layer);
  if (sliding === undefined || windows === undefined)
    throw new TypeError(`${layer.op} has no sliding window.`);
  const rows = paddingOf(height, windows[0]);
  const columns = paddingOf(width, windows[1]);
  const { size, strides, dilations } = sliding;
  const pads: Pads = [rows.before, columns.before, rows.after, columns.after];
  return { size, strides, dilations, pads };
}

/** The value between the two convolutions of a separable one. */
function depthwiseName(layer: string): string {
  return `${layer}:depthwise`;
}

/** The shape of a step inside a layer where it is not that of the layer's value; without the batch. */
export function innerShape(
  layer: LayerNode,
  step: Step,
  input: Shape,
): Shape | undefined {
  if (
    layer.op !== "separableConv2d" ||
    step.kind !== "convolution" ||
    step.name !== depthwiseName(layer.name)
  )
    return undefined;
  const { depthMultiplier } = resolveAttributes(layer);
  const [vertical, horizontal] = windowsOf(layer) ?? [];
  const [height = 1, width = 1, channels = 1] = input;
  return [
    vertical === undefined ? height : outputExtent(height, vertical),
    horizontal === undefined ? width : outputExtent(width, horizontal),
    channels * depthMultiplier,
  ];
}

function weight(
  layer: string,
  role: string,
  layout: WeightLayout = "vector",
): WeightReference {
  return { key: `${layer}/${role}`, layout };
}
