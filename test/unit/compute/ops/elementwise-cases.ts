import type { Activation, OpAttributes } from "#engine/graph/layer-graph.ts";
import { layerCase, type OpCase } from "./op-case.ts";

/** All of them. */
export const ACTIVATIONS = [
  "relu",
  "relu6",
  "leakyRelu",
  "elu",
  "softplus",
  "sigmoid",
  "hardSigmoid",
  "swish",
  "hardSwish",
  "gelu",
  "tanh",
  "scaledTanh",
  "softmax",
  "linear",
] as const satisfies readonly Activation[];

/** Activations, normalization, dropout. */
export const ELEMENTWISE_CASES: readonly OpCase[] = [
  ...activations(),
  ...batchNormalization(),
  ...layerNormalization(),
  ...localResponseNormalization(),
  {
    op: "dropout",
    title: "dropout on pictures and vectors",
    input: [4, 5, 3],
    build: (net) => {
      net.layer("dropout", "op", { rate: 0.3 });
      net.layer("flatten", "flat", {});
      net.layer("dropout", "op2", { rate: 0.5 });
    },
  },
];

function activations(): OpCase[] {
  return [
    ...ACTIVATIONS.flatMap((activation) => [
      layerCase("activation", `${activation} on pictures`, [4, 3, 3], {
        activation,
      }),
      layerCase("dense", `carrying ${activation}`, [5], {
        units: 7,
        activation,
      }),
      wideActivation(activation),
    ]),
    layerCase("activation", "leakyRelu with a slope of its own", [4, 3, 3], {
      activation: "leakyRelu",
      negativeSlope: 0.01,
    }),
    layerCase("activation", "gelu by tanh", [4, 3, 3], {
      activation: "gelu",
      approximate: true,
    }),
    layerCase("activation", "softmax on sequences", [5, 3], {
      activation: "softmax",
    }),
    layerCase("conv2d", "carrying swish", [5, 5, 3], {
      filters: 4,
      kernelSize: 3,
      activation: "swish",
    }),
  ];
}

/** Behind a layer normalization with large γ: values far out, where functions saturate. */
function wideActivation(activation: Activation): OpCase {
  return {
    op: "activation",
    title: `activation ${activation} far out`,
    input: [5],
    build: (net) => {
      net.layer("dense", "wide", { units: 8 });
      net.layer("batchNormalization", "far", { epsilon: 1e-6 });
      net.layer("add", "further", {}, ["far", "far", "far"]);
      net.layer("activation", "op", { activation });
    },
  };
}

function batchNormalization(): OpCase[] {
  return [
    {
      op: "batchNormalization",
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
      op: "batchNormalization",
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
      op: "batchNormalization",
      title: "batchNormalization before a convolution, without γ",
      input: [5, 4, 3],
      build: (net) => {
        net.layer("activation", "relu", { activation: "tanh" });
        net.layer("batchNormalization", "op", { scale: false });
        net.layer("conv2d", "conv", { filters: 5, kernelSize: 3 });
      },
    },
    {
      op: "batchNormalization",
      title: "batchNormalization on vectors",
      input: [6],
      build: (net) => {
        net.layer("dense", "hidden", { units: 5 });
        net.layer("batchNormalization", "op", {});
      },
    },
    {
      op: "batchNormalization",
      title: "batchNormalization on sequences",
      input: [7, 3],
      build: (net) => {
        net.layer("conv1d", "conv", { filters: 5, kernelSize: 3 });
        net.layer("batchNormalization", "op", {});
      },
    },
  ];
}

function layerNormalization(): OpCase[] {
  const make = (
    title: string,
    input: readonly number[],
    attributes: OpAttributes["layerNormalization"],
  ) => layerCase("layerNormalization", title, input, attributes);
  return [
    make("on pictures", [4, 5, 3], {}),
    make("on sequences", [6, 3], { epsilon: 1e-6 }),
    make("on vectors", [6], { epsilon: 0.1 }),
    make("without γ", [3, 4, 3], { scale: false }),
    make("without β", [6], { center: false }),
    make("without either", [5, 3], { center: false, scale: false }),
  ];
}

function localResponseNormalization(): OpCase[] {
  const make = (
    title: string,
    attributes: OpAttributes["localResponseNormalization"],
  ): OpCase => ({
    op: "localResponseNormalization",
    title: `localResponseNormalization ${title}`,
    input: [4, 3, 3],
    build: (net) => {
      net.layer("conv2d", "channels", { filters: 7, kernelSize: 1 });
      net.layer("localResponseNormalization", "op", attributes);
    },
  });
  return [
    make("with TensorFlow's defaults", {}),
    make("strong, over three channels", {
      depthRadius: 1,
      bias: 2,
      alpha: 0.5,
      beta: 0.75,
    }),
    make("as in AlexNet", { depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75 }),
    make("of each channel alone", { depthRadius: 0, alpha: 2, beta: 1 }),
    make("to an odd power, wider than the channels", {
      depthRadius: 9,
      alpha: 0.3,
      beta: 0.6,
    }),
  ];
}
