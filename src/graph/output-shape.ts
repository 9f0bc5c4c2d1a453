import { StudioError } from "#engine/base/errors.ts";
import { sizeOf } from "#engine/base/tensor.ts";
import { resolveAttributes } from "./attributes.ts";
import {
  croppedShape,
  paddedChannelsShape,
  requireRescaling,
  selectedShape,
} from "./channel-shape.ts";
import {
  pictureShape,
  requireCount,
  requireThat,
  sequenceShape,
  wrongRank,
} from "./layer-checks.ts";
import type { LayerNode } from "./layer-graph.ts";
import { mergedShape } from "./merged-shape.ts";
import type { Shape } from "./shapes.ts";
import { outputExtent, windowsOf, type SlidingLayer } from "./window.ts";

/**
 * The shape of a layer's value from those of its inputs, without the batch.
 * @throws StudioError `graph/…` naming the layer when it cannot take them
 */
export function outputShape(node: LayerNode, inputs: readonly Shape[]): Shape {
  if (
    node.op === "add" ||
    node.op === "multiply" ||
    node.op === "concatenate"
  ) {
    return mergedShape(node, inputs);
  }
  const [input] = inputs;
  if (input === undefined || inputs.length !== 1) {
    throw new StudioError(
      "graph/wrong-input-count",
      `Layer "${node.name}" (${node.op}) takes exactly one input. Received ${inputs.length}. Connect one layer to it.`,
    );
  }
  switch (node.op) {
    case "conv2d":
    case "conv1d": {
      const { filters, groups } = resolveAttributes<"conv2d" | "conv1d">(node);
      requireCount(node, "filters", filters);
      requireCount(node, "groups", groups);
      requireGroups(node, input.at(-1) ?? 1, filters, groups);
      return [...slide(node, input), filters];
    }
    case "depthwiseConv2d": {
      const { depthMultiplier } = resolveAttributes(node);
      requireCount(node, "depthMultiplier", depthMultiplier);
      return [...slide(node, input), (input.at(-1) ?? 1) * depthMultiplier];
    }
    case "separableConv2d": {
      const { filters, depthMultiplier } = resolveAttributes(node);
      requireCount(node, "filters", filters);
      requireCount(node, "depthMultiplier", depthMultiplier);
      return [...slide(node, input), filters];
    }
    case "maxPooling2d":
    case "averagePooling2d":
    case "maxPooling1d":
    case "averagePooling1d":
      return [...slide(node, input), input.at(-1) ?? 1];
    case "globalAveragePooling2d":
    case "globalMaxPooling2d": {
      const channels = pictureShape(node, input)[2];
      return resolveAttributes<"globalAveragePooling2d" | "globalMaxPooling2d">(
        node,
      ).keepDims
        ? [1, 1, channels]
        : [channels];
    }
    case "globalAveragePooling1d":
    case "globalMaxPooling1d": {
      const channels = sequenceShape(node, input)[1];
      return resolveAttributes<"globalAveragePooling1d" | "globalMaxPooling1d">(
        node,
      ).keepDims
        ? [1, channels]
        : [channels];
    }
    case "upSampling2d": {
      const [height, width, channels] = pictureShape(node, input);
      const { size } = resolveAttributes(node);
      size.forEach((factor) => requireCount(node, "size", factor));
      return [height * size[0], width * size[1], channels];
    }
    case "zeroPadding2d": {
      const [height, width, channels] = pictureShape(node, input);
      const [[top, bottom], [left, right]] = resolveAttributes(node).padding;
      return [height + top + bottom, width + left + right, channels];
    }
    case "zeroPadding1d": {
      const [length, channels] = sequenceShape(node, input);
      const [before, after] = resolveAttributes(node).padding;
      return [before + length + after, channels];
    }
    case "cropping2d":
      return croppedShape(node, input);
    case "selectChannels":
      return selectedShape(node, input);
    case "padChannels":
      return paddedChannelsShape(node, input);
    case "rescaling":
      requireRescaling(node, input);
      return input;
    case "layerScale": {
      const { initialValue } = resolveAttributes(node);
      requireThat(
        node,
        Number.isFinite(initialValue),
        "initialValue",
        "a number",
        initialValue,
      );
      return input;
    }
    case "dense": {
      const { units } = resolveAttributes(node);
      requireCount(node, "units", units);
      return [...input.slice(0, -1), units];
    }
    case "euclideanRbf": {
      const { units } = resolveAttributes(node);
      requireCount(node, "units", units);
      if (input.length === 1) return [units];
      throw wrongRank(
        node,
        input,
        "[features]",
        "Put it behind a dense or flatten layer.",
      );
    }
    case "embedding": {
      const { inputDim, outputDim } = resolveAttributes(node);
      requireCount(node, "inputDim", inputDim);
      requireCount(node, "outputDim", outputDim);
      if (input.length === 1) return [...input, outputDim];
      throw wrongRank(
        node,
        input,
        "[length], whole numbers",
        "Feed it from the network's input.",
      );
    }
    case "flatten":
      return [sizeOf(input)];
    case "reshape":
      return reshaped(node, input);
    case "dropout": {
      const { rate } = resolveAttributes(node);
      requireThat(
        node,
        rate >= 0 && rate < 1,
        "rate",
        "at least 0 and less than 1",
        rate,
      );
      return input;
    }
    case "localResponseNormalization": {
      const { depthRadius, bias, alpha, beta } = resolveAttributes(node);
      pictureShape(node, input);
      requireCount(node, "depthRadius", depthRadius, 0);
      requireThat(node, bias > 0, "bias", "greater than 0", bias);
      requireThat(node, alpha >= 0, "alpha", "at least 0", alpha);
      requireThat(node, Number.isFinite(beta), "beta", "a number", beta);
      return input;
    }
    case "activation": {
      const { activation } = resolveAttributes(node);
      const { negativeSlope, approximate } = node.attributes;
      requireThat(
        node,
        negativeSlope === undefined || activation === "leakyRelu",
        "negativeSlope",
        "left out where the activation is not leakyRelu",
        activation,
      );
      requireThat(
        node,
        approximate === undefined || activation === "gelu",
        "approximate",
        "left out where the activation is not gelu",
        activation,
      );
      return input;
    }
    case "batchNormalization":
    case "layerNormalization":
    case "normalization":
      return input;
  }
}

/** What is left of the shape after a convolution's or pooling's window has been slid over it, without the channels. */
function slide(node: SlidingLayer, input: Shape): number[] {
  const windows = windowsOf(node);
  if (windows === undefined) {
    throw new TypeError(`The op ${node.op} has no sliding window.`);
  }
  for (const window of windows) {
    requireCount(node, "window size", window.extent);
    requireCount(node, "stride", window.stride);
  }
  if (node.op.endsWith("1d")) {
    const [length] = sequenceShape(node, input);
    const result = outputExtent(length, windows[1]);
    if (result >= 1) return [result];
    throw new StudioError(
      "graph/input-too-small",
      `Layer "${node.name}" (${node.op}) needs a sequence of at least ${windows[1].extent} steps. Received ${length}. Use a longer input, padding "same", or leave the layer out.`,
    );
  }
  const [height, width] = pictureShape(node, input);
  const result = [
    outputExtent(height, windows[0]),
    outputExtent(width, windows[1]),
  ];
  if (result.every((extent) => extent >= 1)) return result;
  throw new StudioError(
    "graph/input-too-small",
    `Layer "${node.name}" (${node.op}) needs a picture of at least ${windows[0].extent}×${windows[1].extent} pixels where its window is placed. Received ${height}×${width}. Use a larger input size, padding "same", or leave the layer out.`,
  );
}

function reshaped(
  node: Extract<LayerNode, { op: "reshape" }>,
  input: Shape,
): Shape {
  const { targetShape } = resolveAttributes(node);
  const known = sizeOf(targetShape.filter((extent) => extent !== -1));
  const result = targetShape.map((extent) =>
    extent === -1 ? sizeOf(input) / known : extent,
  );
  const isShape =
    result.length >= 1 &&
    result.length <= 3 &&
    result.every((extent) => Number.isInteger(extent) && extent > 0);
  if (isShape && sizeOf(result) === sizeOf(input)) return result;
  throw new StudioError(
    "graph/bad-shape",
    `Layer "${node.name}" (reshape) must keep the count of its numbers, in one to three axes of which one may be -1. Received [${targetShape.join(", ")}] for [${input.join(", ")}]. Change its target shape.`,
  );
}

function requireGroups(
  node: LayerNode,
  channels: number,
  filters: number,
  groups: number,
): void {
  if (channels % groups === 0 && filters % groups === 0) return;
  throw new StudioError(
    "graph/bad-groups",
    `Layer "${node.name}" splits ${channels} channels into ${filters} filters in ${groups} groups; both counts must be multiples of the groups. Change groups or filters.`,
  );
}
