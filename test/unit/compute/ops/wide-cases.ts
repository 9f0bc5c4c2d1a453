import type { LayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerOp, OpAttributes } from "#engine/graph/layer-graph.ts";
import { ACTIVATIONS } from "./elementwise-cases.ts";
import type { OpCase } from "./op-case.ts";

/**
 * Ops between convolutions of many channels, which executors may compute in layouts of their own (onnxruntime's blocked pictures):
 * each must get and give what its neighbours understand.
 */
export const WIDE_CASES: readonly OpCase[] = [
  ...ACTIVATIONS.map((activation) => between("activation", { activation })),
  ...ACTIVATIONS.map(carriedBehindNormalization),
  between("layerNormalization", {}),
  between("localResponseNormalization", { depthRadius: 2, alpha: 0.1 }),
  between("batchNormalization", {}),
  between("separableConv2d", {
    filters: 32,
    kernelSize: 3,
    padding: "same",
    useBias: false,
  }),
  between("depthwiseConv2d", { kernelSize: 3, strides: 2, padding: "same" }),
  between("maxPooling2d", { poolSize: 3, strides: 2 }),
  between("averagePooling2d", { poolSize: 2 }),
  between("upSampling2d", {}),
  between("upSampling2d", { interpolation: "bilinear" }),
  between("globalMaxPooling2d", { keepDims: true }),
  between("globalAveragePooling2d", { keepDims: true }),
  between("zeroPadding2d", {
    padding: [
      [1, 0],
      [2, 1],
    ],
  }),
  between("dropout", { rate: 0.4 }),
  between("reshape", { targetShape: [-1, 2, 32] }),
  merging("add"),
  merging("multiply"),
  merging("concatenate"),
  {
    op: "multiply",
    title: "squeeze-and-excite between wide convolutions",
    input: [6, 5, 3],
    build: (net) => {
      const body = appendWide(net, "wide");
      net.layer("globalAveragePooling2d", "squeeze", { keepDims: true });
      net.layer("conv2d", "reduce", {
        filters: 16,
        kernelSize: 1,
        activation: "swish",
      });
      const gate = net.layer("conv2d", "gate", {
        filters: 32,
        kernelSize: 1,
        activation: "hardSigmoid",
      });
      net.layer("multiply", "op", {}, [body, gate]);
      net.layer("conv2d", "after", { filters: 16, kernelSize: 1 });
    },
  },
];

function between<Op extends LayerOp>(
  op: Op,
  attributes: OpAttributes[Op],
): OpCase {
  return {
    op,
    title: `wide ${op} ${JSON.stringify(attributes)}`,
    input: [6, 5, 3],
    build: (net) => {
      appendWide(net, "wide");
      net.layer(op, "op", attributes);
      net.layer("conv2d", "after", { filters: 16, kernelSize: 1 });
    },
  };
}

/** Convolution, normalization, activation, convolution: what is merged most. */
function carriedBehindNormalization(
  activation: (typeof ACTIVATIONS)[number],
): OpCase {
  return {
    op: "activation",
    title: `wide ${activation} behind normalization`,
    input: [6, 5, 3],
    build: (net) => {
      appendWide(net, "wide");
      net.layer("batchNormalization", "norm", {});
      net.layer("activation", "op", { activation });
      net.layer("conv2d", "after", {
        filters: 16,
        kernelSize: 3,
        activation,
      });
    },
  };
}

function merging(op: "add" | "multiply" | "concatenate"): OpCase {
  return {
    op,
    title: `wide ${op}`,
    input: [6, 5, 3],
    build: (net) => {
      const left = appendWide(net, "left");
      const right = net.layer(
        "conv2d",
        "right",
        { filters: 32, kernelSize: 1, activation: "swish" },
        "before",
      );
      net.layer(op, "op", {}, [left, right]);
      net.layer("conv2d", "after", { filters: 16, kernelSize: 1 });
    },
  };
}

function appendWide(net: LayerBuilder, name: string): string {
  return net.layer("conv2d", name, {
    filters: 32,
    kernelSize: 3,
    padding: "same",
    useBias: false,
  });
}
