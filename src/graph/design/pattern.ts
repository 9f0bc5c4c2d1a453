/**
 * The general layer pattern of convolutional networks, INPUT ⇒ [[CONV ⇒ RELU]·N ⇒ POOL?]·M ⇒ [FC ⇒ RELU]·K ⇒ SOFTMAX
 * (Karpathy and others, CS231n: Convolutional Neural Networks for Visual Recognition, "ConvNet architectures",
 * https://cs231n.github.io/convolutional-networks), as a value that can be varied knob by knob.
 */
import { z } from "zod";

import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createDesign,
  designGraph,
  type Design,
  type DesignLayer,
} from "./design.ts";

const whole = (least: number, most: number) =>
  z.number().int().min(least).max(most);

export const LayerPatternSchema = z.object({
  /** [height, width, channels] */
  inputShape: z.tuple([whole(1, 4096), whole(1, 4096), whole(1, 64)]),
  /** N: convolutions in a row. */
  convolutions: whole(1, 6),
  /** M: blocks of these, each with its pooling. 0: a fully connected network. */
  blocks: whole(0, 8),
  /** K: dense layers before the answer. */
  dense: whole(0, 4),
  /** Of the first block. */
  filters: whole(1, 1024),
  /** Factor on the filters from block to block. */
  growth: z.number().min(1).max(4),
  kernelSize: whole(1, 15),
  stride: whole(1, 8),
  padding: z.enum(["same", "valid"]),
  pooling: z.enum(["max", "average", "none"]),
  poolSize: whole(2, 8),
  poolStride: whole(1, 8),
  activation: z.enum([
    "relu",
    "leakyRelu",
    "elu",
    "swish",
    "gelu",
    "tanh",
    "sigmoid",
  ]),
  batchNormalization: z.boolean(),
  /** Share of units dropped before each dense layer of the head; 0: none. */
  dropout: z.number().min(0).max(0.95),
  /** Of each dense layer before the answer. */
  units: whole(1, 16_384),
  /** How the picture becomes a vector. */
  head: z.enum(["flatten", "globalAverage"]),
  classes: whole(2, 10_000),
});
export type LayerPattern = z.infer<typeof LayerPatternSchema>;

/** A small network that trains on anything: two blocks of one convolution, one dense layer. */
export const USUAL_PATTERN: LayerPattern = {
  inputShape: [64, 64, 3],
  convolutions: 1,
  blocks: 3,
  dense: 1,
  filters: 32,
  growth: 2,
  kernelSize: 3,
  stride: 1,
  padding: "same",
  pooling: "max",
  poolSize: 2,
  poolStride: 2,
  activation: "relu",
  batchNormalization: false,
  dropout: 0,
  units: 64,
  head: "flatten",
  classes: 10,
};

/** The pattern as one line, as the course writes it. */
export function describePattern(pattern: LayerPattern): string {
  const { convolutions, blocks, dense, pooling } = pattern;
  const pool = pooling === "none" ? "" : " ⇒ POOL";
  const body =
    blocks === 0 ? [] : [`[[CONV ⇒ RELU]·${convolutions}${pool}]·${blocks}`];
  const head = dense === 0 ? [] : [`[FC ⇒ RELU]·${dense}`];
  return ["INPUT", ...body, ...head, "SOFTMAX"].join(" ⇒ ");
}

/** The network of a pattern as a design, whether or not its shapes are possible. */
export function patternDesign(pattern: LayerPattern, name: string): Design {
  const layers: DesignLayer[] = [];
  for (let block = 1; block <= pattern.blocks; block++) {
    layers.push(...convolutionBlock(pattern, block));
  }
  layers.push(
    pattern.head === "globalAverage"
      ? { name: "global_pool", op: "globalAveragePooling2d", attributes: {} }
      : { name: "flatten", op: "flatten", attributes: {} },
  );
  for (let index = 1; index <= pattern.dense; index++) {
    layers.push(...denseBlock(pattern, index));
  }
  layers.push(...droppedBefore(pattern, "dropout_last"), {
    name: "predictions",
    op: "dense",
    attributes: { units: pattern.classes, activation: "softmax" },
  });
  return createDesign(
    name,
    { name: "input", shape: pattern.inputShape },
    layers,
  );
}

/**
 * The network of a pattern.
 * @throws StudioError `graph/…` from `inferShapes` where shapes are impossible; this function itself checks the ranges (ZodError)
 */
export function patternGraph(pattern: LayerPattern, name: string): LayerGraph {
  return designGraph(patternDesign(LayerPatternSchema.parse(pattern), name));
}

function convolutionBlock(pattern: LayerPattern, block: number): DesignLayer[] {
  const { filters, growth, batchNormalization, pooling } = pattern;
  const layers: DesignLayer[] = [];
  for (let index = 1; index <= pattern.convolutions; index++) {
    const name = `conv${block}_${index}`;
    layers.push({
      name,
      op: "conv2d",
      attributes: {
        filters: Math.round(filters * growth ** (block - 1)),
        kernelSize: pattern.kernelSize,
        strides: pattern.stride,
        padding: pattern.padding,
        ...(batchNormalization
          ? { useBias: false }
          : { activation: pattern.activation }),
      },
    });
    if (batchNormalization) layers.push(...normalized(pattern, name));
  }
  if (pooling === "none") return layers;
  const attributes = {
    poolSize: pattern.poolSize,
    strides: pattern.poolStride,
  };
  const op = pooling === "max" ? "maxPooling2d" : "averagePooling2d";
  return [...layers, { name: `pool${block}`, op, attributes }];
}

function denseBlock(pattern: LayerPattern, index: number): DesignLayer[] {
  const name = `dense${index}`;
  const { units, activation, batchNormalization } = pattern;
  const dropped = droppedBefore(pattern, `dropout${index}`);
  return batchNormalization
    ? [
        ...dropped,
        { name, op: "dense", attributes: { units, useBias: false } },
        ...normalized(pattern, name),
      ]
    : [...dropped, { name, op: "dense", attributes: { units, activation } }];
}

/** Normalized between the sum and the activation (Ioffe, Szegedy 2015); β takes the place of the bias. */
function normalized(pattern: LayerPattern, name: string): DesignLayer[] {
  const { activation } = pattern;
  return [
    { name: `${name}_bn`, op: "batchNormalization", attributes: {} },
    { name: `${name}_act`, op: "activation", attributes: { activation } },
  ];
}

function droppedBefore(pattern: LayerPattern, name: string): DesignLayer[] {
  const { dropout: rate } = pattern;
  return rate === 0 ? [] : [{ name, op: "dropout", attributes: { rate } }];
}

/** A network for sequences of whole numbers, such as the words of a text: what a design of `[length]` starts from. */
export function sequenceDesign(
  name: string,
  length: number,
  classes: number,
): Design {
  return createDesign(name, { name: "input", shape: [length] }, [
    {
      name: "embedding",
      op: "embedding",
      attributes: { inputDim: 10_000, outputDim: 32 },
    },
    {
      name: "conv1",
      op: "conv1d",
      attributes: { filters: 64, kernelSize: 5, activation: "relu" },
    },
    {
      name: "pool1",
      op: "maxPooling1d",
      attributes: { poolSize: 2, strides: 2 },
    },
    {
      name: "conv2",
      op: "conv1d",
      attributes: { filters: 64, kernelSize: 5, activation: "relu" },
    },
    { name: "global_pool", op: "globalMaxPooling1d", attributes: {} },
    {
      name: "predictions",
      op: "dense",
      attributes: { units: classes, activation: "softmax" },
    },
  ]);
}
