import { createRandom } from "#engine/base/random.ts";
import { sizeOf, type Tensor, type TensorMap } from "#engine/base/tensor.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";

export const CLASSES = 3;

export interface OpCase {
  readonly title: string;
  /** [height, width, channels], or [features]. */
  readonly input: readonly number[];
  /** Appends the layers under test behind a learning layer called `before`. */
  readonly build: (net: LayerBuilder) => void;
  /** False for dilated convolutions, whose gradients TensorFlow.js does not have; default true. */
  readonly hasReferenceGradients?: boolean;
}

type Build = OpCase["build"];

/** Every op with the attributes that change its nodes: odd sizes, strides, asymmetric SAME padding, dilation, groups. */
export const OP_CASES: readonly OpCase[] = [
  ...convolutions(),
  ...depthwise(),
  ...poolings(),
  ...elementwise(),
  ...shaping(),
];

/** A learning layer, the layers under test, and a classifier, so that gradients flow into and out of the op. */
export function caseGraph({ title, input, build }: OpCase): LayerGraph {
  const net = createLayerBuilder(title, { name: "picture", shape: input });
  if (input.length === 1) net.layer("dense", "before", { units: 6 });
  else net.layer("conv2d", "before", { filters: 4, kernelSize: 1 });
  build(net);
  if (net.shape().length > 1) net.layer("flatten", "flat", {});
  net.layer("dense", "out", { units: CLASSES, activation: "softmax" });
  return net.build();
}

/** Weights of which none is at its usual start, so that none can be mixed up or left out unseen. */
export function caseWeights(graph: LayerGraph): TensorMap {
  const weights = new Map(initializeWeights(graph, 7));
  for (const { name, shape, role } of weightSpecs(graph)) {
    if (role === "kernel") continue;
    const isPositive = role === "gamma" || role === "moving_variance";
    const random = createRandom("case", name);
    const data = Float32Array.from({ length: sizeOf(shape) }, () =>
      isPositive ? random.uniform(0.5, 1.5) : random.uniform(-0.5, 0.5),
    );
    weights.set(name, { shape, data });
  }
  return weights;
}

export function randomTensor(
  shape: readonly number[],
  ...key: (string | number)[]
): Tensor {
  const random = createRandom(...key);
  const data = Float32Array.from({ length: sizeOf(shape) }, () =>
    random.normal(),
  );
  return { shape, data };
}

function convolutions(): OpCase[] {
  const make = (
    title: string,
    size: readonly [number, number],
    attributes: Parameters<typeof convolution>[0],
  ): OpCase => ({
    title: `conv2d ${title}`,
    input: [...size, 3],
    build: convolution(attributes),
    hasReferenceGradients: attributes.dilationRate === undefined,
  });
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
    make("no bias, tanh", [5, 5], {
      kernelSize: 3,
      useBias: false,
      activation: "tanh",
    }),
  ];
}

function convolution(attributes: {
  kernelSize: number | [number, number];
  strides?: number | [number, number];
  padding?: "same" | "valid";
  dilationRate?: number | [number, number];
  groups?: number;
  filters?: number;
  useBias?: boolean;
  activation?: "tanh";
}): Build {
  return (net) => net.layer("conv2d", "op", { filters: 6, ...attributes });
}

function depthwise(): OpCase[] {
  const make = (
    title: string,
    size: readonly [number, number],
    attributes: Parameters<typeof layer>[0],
  ): OpCase => ({
    title: `depthwiseConv2d ${title}`,
    input: [...size, 3],
    build: layer(attributes),
    hasReferenceGradients: attributes.dilationRate === undefined,
  });
  const layer =
    (attributes: {
      kernelSize: number | [number, number];
      strides?: number;
      padding?: "same" | "valid";
      dilationRate?: number;
      depthMultiplier?: number;
      useBias?: boolean;
    }): Build =>
    (net) =>
      net.layer("depthwiseConv2d", "op", attributes);
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
    {
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

function poolings(): OpCase[] {
  const windows = [
    ["2×2", [6, 4], {}],
    ["2×2, a row left over", [7, 5], {}],
    ["2×2 same, odd size", [5, 7], { padding: "same" }],
    ["3×3 stride 2 same", [7, 6], { poolSize: 3, strides: 2, padding: "same" }],
    ["3×3 stride 2 valid", [8, 7], { poolSize: 3, strides: 2 }],
    ["3×3 stride 1 same", [5, 4], { poolSize: 3, strides: 1, padding: "same" }],
    ["2×3 stride 1×2", [5, 7], { poolSize: [2, 3], strides: [1, 2] }],
    ["2×2 stride 3", [8, 7], { poolSize: 2, strides: 3 }],
    [
      "4×4 same, wider than the picture",
      [3, 3],
      { poolSize: 4, padding: "same" },
    ],
  ] as const;
  return [
    ...(["maxPooling2d", "averagePooling2d"] as const).flatMap((op) =>
      windows.map(([title, size, attributes]): OpCase => ({
        title: `${op} ${title}`,
        input: [...size, 3],
        build: (net) => net.layer(op, "op", attributes),
      })),
    ),
    {
      title: "maxPooling2d after relu, with ties at zero",
      input: [6, 6, 3],
      build: (net) => {
        net.layer("activation", "relu", { activation: "relu" });
        net.layer("maxPooling2d", "op", { poolSize: 3, strides: 2 });
        net.layer("conv2d", "after", { filters: 3, kernelSize: 2 });
      },
    },
    ...[false, true].map((keepDims): OpCase => ({
      title: `globalAveragePooling2d keepDims ${keepDims}`,
      input: [5, 3, 3],
      build: (net) => net.layer("globalAveragePooling2d", "op", { keepDims }),
    })),
  ];
}

function elementwise(): OpCase[] {
  const activations = [
    "relu",
    "relu6",
    "sigmoid",
    "tanh",
    "softmax",
    "linear",
  ] as const;
  return [
    ...activations.flatMap((activation): OpCase[] => [
      {
        title: `activation ${activation} on pictures`,
        input: [4, 3, 3],
        build: (net) => net.layer("activation", "op", { activation }),
      },
      {
        title: `activation ${activation} in a dense layer`,
        input: [5],
        build: (net) => net.layer("dense", "op", { units: 7, activation }),
      },
    ]),
    {
      title: "dense on every pixel",
      input: [4, 3, 3],
      build: (net) =>
        net.layer("dense", "op", { units: 5, activation: "relu" }),
    },
    {
      title: "batchNormalization after conv2d",
      input: [5, 4, 3],
      build: (net) => {
        net.layer("conv2d", "conv", {
          filters: 5,
          kernelSize: 3,
          useBias: false,
        });
        net.layer("batchNormalization", "op", { momentum: 0.7, epsilon: 0.01 });
      },
    },
    {
      title: "batchNormalization after a depthwise with multiplier",
      input: [5, 4, 3],
      build: (net) => {
        net.layer("depthwiseConv2d", "conv", {
          kernelSize: 3,
          depthMultiplier: 2,
        });
        net.layer("batchNormalization", "op", { center: false });
      },
    },
    {
      title: "batchNormalization before a convolution, without γ",
      input: [5, 4, 3],
      build: (net) => {
        net.layer("activation", "relu", { activation: "tanh" });
        net.layer("batchNormalization", "op", { scale: false });
        net.layer("conv2d", "conv", { filters: 5, kernelSize: 3 });
      },
    },
    {
      title: "batchNormalization on vectors",
      input: [6],
      build: (net) => {
        net.layer("dense", "hidden", { units: 5 });
        net.layer("batchNormalization", "op", {});
      },
    },
    {
      title: "dropout on pictures and vectors",
      input: [4, 5, 3],
      build: (net) => {
        net.layer("dropout", "op", { rate: 0.3 });
        net.layer("flatten", "flat", {});
        net.layer("dropout", "op2", { rate: 0.5 });
      },
    },
  ];
}

function shaping(): OpCase[] {
  return [
    {
      title: "add of three branches, one of them twice",
      input: [4, 5, 3],
      build: (net) => {
        const left = net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
        const right = net.layer(
          "conv2d",
          "right",
          { filters: 4, kernelSize: 3, padding: "same", activation: "relu" },
          "before",
        );
        net.layer("add", "op", {}, [left, right, right]);
      },
    },
    ...[-1, 1, 2].map((axis): OpCase => ({
      title: `concatenate axis ${axis}`,
      input: [4, 5, 3],
      build: (net) => {
        const left = net.layer("conv2d", "left", { filters: 4, kernelSize: 1 });
        net.layer("concatenate", "op", { axis }, ["before", left, left]);
        net.layer("conv2d", "after", { filters: 2, kernelSize: 2 });
      },
    })),
    {
      title: "concatenate of vectors",
      input: [5],
      build: (net) => {
        const left = net.layer("dense", "left", { units: 4 });
        net.layer("concatenate", "op", {}, ["before", left]);
      },
    },
    {
      title: "zeroPadding2d, unequal sides",
      input: [3, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [1, 2],
            [0, 3],
          ],
        });
        net.layer("averagePooling2d", "after", {});
      },
    },
    ...(["maxPooling2d", "averagePooling2d"] as const).map((op): OpCase => ({
      title: `zeroPadding2d before ${op}, where its zeros count`,
      input: [4, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [1, 1],
            [1, 1],
          ],
        });
        net.layer(op, "after", { poolSize: 3, strides: 2 });
      },
    })),
    {
      title: "zeroPadding2d folded into a convolution",
      input: [4, 4, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [3, 3],
            [3, 3],
          ],
        });
        net.layer("conv2d", "after", { filters: 4, kernelSize: 7, strides: 2 });
      },
    },
    {
      title: "zeroPadding2d wider than the kernel behind it",
      input: [3, 3, 3],
      build: (net) => {
        net.layer("zeroPadding2d", "op", {
          padding: [
            [2, 2],
            [2, 2],
          ],
        });
        net.layer("conv2d", "after", { filters: 4, kernelSize: 2 });
      },
    },
    {
      title: "flatten keeps channels last",
      input: [3, 2, 3],
      build: (net) => {
        net.layer("flatten", "op", {});
        net.layer("dense", "after", { units: 4, activation: "tanh" });
      },
    },
  ];
}
