import type { AuxiliaryOutput, LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * GoogLeNet. Christian Szegedy, Wei Liu, Yangqing Jia and others: Going Deeper with Convolutions, 2014,
 * https://arxiv.org/abs/1409.4842, table 1 and section 5. Nine inception modules, global average pooling, and two auxiliary
 * classifiers, behind 4a and 4d, whose loss counts 0.3 while it is trained. 6,998,552 parameters for 1,000 classes,
 * 13,378,280 with the auxiliary classifiers at 224 px. Every convolution has a bias and a rectifier. Padding is TensorFlow's "same".
 * The paper gives no numbers for its response normalization; here the window is five channels with α = 2e-5 and β = 0.75, which
 * is what Caffe's α = 1e-4, divided by the window, comes to.
 */
export function buildGoogLeNet({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("googlenet", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  convolve(net, "conv1", 64, 7, { strides: 2 });
  net.layer("maxPooling2d", "pool1", HALVING);
  net.layer("localResponseNormalization", "norm1", RESPONSE_NORMALIZATION);
  convolve(net, "conv2_reduce", 64, 1);
  convolve(net, "conv2", 192, 3);
  net.layer("localResponseNormalization", "norm2", RESPONSE_NORMALIZATION);
  let value = net.layer("maxPooling2d", "pool2", HALVING);
  const auxiliaryOutputs: AuxiliaryOutput[] = [];
  for (const [module, branches] of MODULES) {
    value = appendInception(net, `inception_${module}`, branches, value);
    if (module === "4a" || module === "4d") {
      const layer = appendAuxiliary(net, `auxiliary_${module}`, classes, value);
      auxiliaryOutputs.push({ layer, lossWeight: 0.3 });
    }
    const pool = POOLED.get(module);
    if (pool) value = net.layer("maxPooling2d", pool, HALVING, value);
  }
  net.layer("globalAveragePooling2d", "pool5", {}, value);
  net.layer("dropout", "dropout", { rate: 0.4 });
  net.layer("dense", "predictions", { units: classes, activation: "softmax" });
  return { ...net.build(), auxiliaryOutputs };
}

/**
 * Filters of a module's branches: 1×1; reduction before and 3×3; reduction before and 5×5; 1×1 behind the pooling. The columns of
 * the paper's table 1.
 */
type Branches = readonly [
  one: number,
  threeReduction: number,
  three: number,
  fiveReduction: number,
  five: number,
  pooled: number,
];

const MODULES: readonly (readonly [string, Branches])[] = [
  ["3a", [64, 96, 128, 16, 32, 32]],
  ["3b", [128, 128, 192, 32, 96, 64]],
  ["4a", [192, 96, 208, 16, 48, 64]],
  ["4b", [160, 112, 224, 24, 64, 64]],
  ["4c", [128, 128, 256, 24, 64, 64]],
  ["4d", [112, 144, 288, 32, 64, 64]],
  ["4e", [256, 160, 320, 32, 128, 128]],
  ["5a", [256, 160, 320, 32, 128, 128]],
  ["5b", [384, 192, 384, 48, 128, 128]],
];

/** Poolings between modules. */
const POOLED: ReadonlyMap<string, string> = new Map([
  ["3b", "pool3"],
  ["4e", "pool4"],
]);

const HALVING = { poolSize: 3, strides: 2, padding: "same" } as const;

const RESPONSE_NORMALIZATION = {
  depthRadius: 2,
  bias: 1,
  alpha: 2e-5,
  beta: 0.75,
};

function appendInception(
  net: LayerBuilder,
  name: string,
  [one, threeReduction, three, fiveReduction, five, pooled]: Branches,
  input: string,
): string {
  const branches = [convolve(net, `${name}_1x1`, one, 1, { input })];
  convolve(net, `${name}_3x3_reduce`, threeReduction, 1, { input });
  branches.push(convolve(net, `${name}_3x3`, three, 3));
  convolve(net, `${name}_5x5_reduce`, fiveReduction, 1, { input });
  branches.push(convolve(net, `${name}_5x5`, five, 5));
  const window = { poolSize: 3, strides: 1, padding: "same" } as const;
  net.layer("maxPooling2d", `${name}_pool`, window, input);
  branches.push(convolve(net, `${name}_pool_1x1`, pooled, 1));
  return net.layer("concatenate", name, {}, branches);
}

/** Section 5: 5×5 average pooling at stride 3, 128 1×1 convolutions, 1,024 units, dropout 0.7, softmax. */
function appendAuxiliary(
  net: LayerBuilder,
  name: string,
  classes: number,
  input: string,
): string {
  const window = { poolSize: 5, strides: 3 };
  net.layer("averagePooling2d", `${name}_pool`, window, input);
  convolve(net, `${name}_1x1`, 128, 1);
  net.layer("flatten", `${name}_flatten`, {});
  net.layer("dense", `${name}_dense`, { units: 1024, activation: "relu" });
  net.layer("dropout", `${name}_dropout`, { rate: 0.7 });
  return net.layer("dense", `${name}_predictions`, {
    units: classes,
    activation: "softmax",
  });
}

function convolve(
  net: LayerBuilder,
  name: string,
  filters: number,
  kernelSize: number,
  {
    strides = 1,
    input = net.current(),
  }: { strides?: number; input?: string } = {},
): string {
  const window = { filters, kernelSize, strides, padding: "same" } as const;
  return net.layer("conv2d", name, { ...window, activation: "relu" }, input);
}
