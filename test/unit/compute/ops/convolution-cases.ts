import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import { layerCase, type OpCase } from "./op-case.ts";

type Size = readonly [number, number];

/** Odd sizes, strides, asymmetric SAME padding, dilation, groups. */
export const CONVOLUTION_CASES: readonly OpCase[] = [
  ...convolutions(),
  ...depthwise(),
  ...separable(),
  ...sequences(),
  ...onTheInput(),
  layerCase("dense", "on every pixel", [4, 3, 3], {
    units: 5,
    activation: "relu",
  }),
  layerCase("dense", "on every step of a sequence", [5, 3], { units: 5 }),
  layerCase("dense", "without bias", [5], { units: 7, useBias: false }),
];

function convolutions(): OpCase[] {
  const make = (
    title: string,
    size: Size,
    attributes: Partial<OpAttributes["conv2d"]> &
      Pick<OpAttributes["conv2d"], "kernelSize">,
  ) => layerCase("conv2d", title, [...size, 3], { filters: 6, ...attributes });
  return [
    make("1×1", [5, 4], { kernelSize: 1 }),
    make("1×1 stride 2", [7, 6], { kernelSize: 1, strides: 2 }),
    make("1×1 stride 3 same", [7, 6], {
      kernelSize: 1,
      strides: 3,
      padding: "same",
    }),
    make("1×1 on one pixel", [1, 1], { kernelSize: 1, useBias: false }),
    make("3×3 valid", [6, 5], { kernelSize: 3 }),
    make("3×4 over the whole picture", [3, 4], {
      kernelSize: [3, 4],
      activation: "tanh",
    }),
    make("3×3 same", [5, 7], { kernelSize: 3, padding: "same" }),
    make("3×3 stride 2 same, even size", [6, 8], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
    make("3×3 stride 2 same, odd size", [7, 5], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
    make("3×3 stride 2 valid, a row left over", [8, 7], {
      kernelSize: 3,
      strides: 2,
    }),
    make("2×2 same, the odd pixel at the end", [5, 5], {
      kernelSize: 2,
      padding: "same",
    }),
    make("5×2 with strides 3×1", [9, 6], {
      kernelSize: [5, 2],
      strides: [3, 1],
      padding: "same",
    }),
    make("dilation 2 same", [7, 6], {
      kernelSize: 3,
      dilationRate: 2,
      padding: "same",
    }),
    make("dilation 3×1 valid", [9, 5], {
      kernelSize: [3, 2],
      dilationRate: [3, 1],
    }),
    make("groups 2", [6, 5], { kernelSize: 3, groups: 2, padding: "same" }),
    make("groups 2 stride 2 same", [7, 6], {
      kernelSize: 3,
      groups: 2,
      strides: 2,
      padding: "same",
    }),
    make("3×3 on its own size", [3, 3], { kernelSize: 3 }),
    make("groups 2 on its own size", [3, 3], { kernelSize: 3, groups: 2 }),
    make("groups 4, two filters each", [5, 5], {
      kernelSize: 3,
      groups: 4,
      filters: 8,
    }),
    make("groups 4, strides that differ", [5, 6], {
      kernelSize: 3,
      groups: 4,
      filters: 8,
      strides: [1, 2],
    }),
    make("no bias, tanh", [5, 5], {
      kernelSize: 3,
      useBias: false,
      activation: "tanh",
    }),
  ];
}

function depthwise(): OpCase[] {
  const make = (
    title: string,
    size: Size,
    attributes: OpAttributes["depthwiseConv2d"],
  ) => layerCase("depthwiseConv2d", title, [...size, 3], attributes);
  return [
    make("3×3 same", [5, 6], { kernelSize: 3, padding: "same" }),
    make("3×3 stride 2 same, even size", [6, 8], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
    make("3×3 stride 2 same, odd size", [7, 5], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
    make("3×3 stride 2 valid, a row left over", [8, 6], {
      kernelSize: 3,
      strides: 2,
    }),
    make("2×3 stride 3", [9, 8], { kernelSize: [2, 3], strides: 3 }),
    make("3×3 on a wide picture, stride 2 same", [5, 40], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
    make("2×3 on a wide picture, valid, a column left over", [4, 36], {
      kernelSize: [2, 3],
      strides: 2,
    }),
    make("dilation 2", [8, 7], {
      kernelSize: 3,
      dilationRate: 2,
      padding: "same",
    }),
    make("multiplier 2, stride 2", [6, 7], {
      kernelSize: 3,
      strides: 2,
      depthMultiplier: 2,
      padding: "same",
      useBias: false,
    }),
    make("dilation 2×1, uneven kernel", [9, 7], {
      kernelSize: [3, 2],
      dilationRate: [2, 1],
    }),
    {
      op: "depthwiseConv2d",
      title: "zeroPadding2d before a strided depthwise, as in MobileNetV2",
      input: [6, 6, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "pad", {
          padding: [
            [0, 1],
            [0, 1],
          ],
        });
        net.layer("depthwiseConv2d", "op", { kernelSize: 3, strides: 2 });
      },
    },
  ];
}

/** Straight on the input, where onnxruntime moves transposes through what the gradient is made of. */
function onTheInput(): OpCase[] {
  const make = (
    op: "depthwiseConv2d" | "conv2d" | "separableConv2d",
    title: string,
    input: readonly number[],
    attributes: Omit<OpAttributes["conv2d"], "filters">,
  ): OpCase => ({
    op,
    title: `${op} of the input, ${title}`,
    input,
    isFirst: true,
    build: (net) =>
      op === "depthwiseConv2d"
        ? net.layer(op, "op", attributes)
        : net.layer(op, "op", { filters: 4, ...attributes }),
  });
  return (["conv2d", "depthwiseConv2d", "separableConv2d"] as const).flatMap(
    (op) => [
      make(op, "same", [6, 5, 3], { kernelSize: 3, padding: "same" }),
      make(op, "stride 2 same", [7, 6, 3], {
        kernelSize: 3,
        strides: 2,
        padding: "same",
      }),
      make(op, "stride 2 same, wide", [7, 41, 3], {
        kernelSize: 3,
        strides: 2,
        padding: "same",
      }),
    ],
  );
}

function separable(): OpCase[] {
  const make = (
    title: string,
    size: Size,
    attributes: Partial<OpAttributes["separableConv2d"]> &
      Pick<OpAttributes["separableConv2d"], "kernelSize">,
  ) =>
    layerCase("separableConv2d", title, [...size, 3], {
      filters: 5,
      ...attributes,
    });
  return [
    make("3×3 same", [5, 6], { kernelSize: 3, padding: "same" }),
    make("3×3 stride 2 same, odd size, relu", [7, 5], {
      kernelSize: 3,
      strides: 2,
      padding: "same",
      activation: "relu",
    }),
    make("2×3 valid, multiplier 2, no bias", [6, 7], {
      kernelSize: [2, 3],
      depthMultiplier: 2,
      useBias: false,
    }),
    make("dilation 2 valid", [8, 7], { kernelSize: 3, dilationRate: 2 }),
    {
      op: "separableConv2d",
      title: "separableConv2d with batch normalization behind, as in Xception",
      input: [6, 5, 3],
      build: (net) => {
        net.layer("separableConv2d", "op", {
          filters: 5,
          kernelSize: 3,
          padding: "same",
          useBias: false,
        });
        net.layer("batchNormalization", "norm", {});
      },
    },
  ];
}

function sequences(): OpCase[] {
  const make = (
    title: string,
    length: number,
    attributes: Partial<OpAttributes["conv1d"]> &
      Pick<OpAttributes["conv1d"], "kernelSize">,
  ) => layerCase("conv1d", title, [length, 3], { filters: 6, ...attributes });
  return [
    make("3 same", 7, { kernelSize: 3, padding: "same" }),
    make("1", 4, { kernelSize: 1 }),
    make("4 stride 3 same, odd size", 11, {
      kernelSize: 4,
      strides: 3,
      padding: "same",
    }),
    make("3 stride 2 valid, a step left over", 8, {
      kernelSize: 3,
      strides: 2,
    }),
    make("3 causal", 6, { kernelSize: 3, padding: "causal" }),
    make("2 causal, dilation 3", 9, {
      kernelSize: 2,
      padding: "causal",
      dilationRate: 3,
      activation: "tanh",
    }),
    make("3 causal, stride 2", 9, {
      kernelSize: 3,
      padding: "causal",
      strides: 2,
    }),
    make("3 dilation 2 same", 9, {
      kernelSize: 3,
      dilationRate: 2,
      padding: "same",
      useBias: false,
    }),
    make("3 groups 2", 7, { kernelSize: 3, groups: 2 }),
    make("3 groups 4 same, a filter each", 7, {
      kernelSize: 3,
      groups: 4,
      filters: 4,
      padding: "same",
    }),
  ];
}
