import { permute } from "#engine/base/permute.ts";
import { sizeOf, type Tensor } from "#engine/base/tensor.ts";
import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import type {
  Rule,
  RuleContext,
} from "#engine/models/weights/operations/convert-operations.ts";
import {
  activated,
  clipped,
  combined,
  type Arithmetic,
} from "#engine/models/weights/operations/elementwise.ts";
import {
  concatenated,
  dense,
  flattened,
  normalized,
  pooledGlobally,
  reshaped,
  shapeList,
  transposed,
  withAxes,
  withoutAxes,
} from "#engine/models/weights/operations/shaping.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import {
  axisFromFront,
  channelAxis,
} from "#engine/models/weights/operations/values.ts";
import { numberOf, numbersOf } from "./attributes.ts";
import { computed, constantOfShape, gather } from "./constant-rules.ts";
import type { OnnxOperation } from "./onnx-file.ts";
import { convolution, padding, pooling, slice } from "./window-rules.ts";

type OnnxRule = Rule<OnnxOperation>;
type Arguments = Parameters<OnnxRule>;
type Result = ReturnType<OnnxRule>;

const identity: OnnxRule = (_, { value }) => value(0);

/** ONNX's operator (onnx.ai/onnx/operators) → the layer it becomes; adding one is a line. What is not here cannot be read. */
export const ONNX_RULES = {
  Identity: identity,
  Dropout: identity,
  Cast: identity,
  Conv: convolution,
  BatchNormalization: batchNormalization,
  Relu: activation({ activation: "relu" }),
  Sigmoid: activation({ activation: "sigmoid" }),
  Tanh: activation({ activation: "tanh" }),
  Softplus: activation({ activation: "softplus" }),
  HardSwish: activation({ activation: "hardSwish" }),
  Elu: (operation, context) => {
    const alpha = numberOf(operation, "alpha", 1);
    if (alpha !== 1) throw unsupportedForm(operation, `its alpha is ${alpha}`);
    return activation({ activation: "elu" })(operation, context);
  },
  LeakyRelu: (operation, context) => {
    const negativeSlope = numberOf(operation, "alpha", 0.01);
    return activation({ activation: "leakyRelu", negativeSlope })(
      operation,
      context,
    );
  },
  HardSigmoid: hardSigmoid,
  LRN: (operation, { network, feature }) => {
    // ONNX divides alpha by the size of the window, TensorFlow does not.
    const size = numberOf(operation, "size", 1);
    const attributes = {
      depthRadius: (size - 1) / 2,
      alpha: numberOf(operation, "alpha", 0.0001) / size,
      beta: numberOf(operation, "beta", 0.75),
      bias: numberOf(operation, "bias", 1),
    };
    const { name } = operation;
    return network.add(name, "localResponseNormalization", attributes, [
      feature(0),
    ]);
  },
  Softmax: softmax,
  Clip: clip,
  Add: arithmetic("add"),
  Sub: arithmetic("subtract"),
  Mul: arithmetic("multiply"),
  Div: arithmetic("divide"),
  Sum: sum,
  MaxPool: pooling("max"),
  AveragePool: pooling("average"),
  GlobalAveragePool: (operation, { network, feature }) =>
    pooledGlobally(network, operation, feature(0), "average", [2, 3], true),
  GlobalMaxPool: (operation, { network, feature }) =>
    pooledGlobally(network, operation, feature(0), "max", [2, 3], true),
  ReduceMean: reduction("average"),
  ReduceMax: reduction("max"),
  Flatten: flatten,
  Reshape: (operation, { network, value, constant }) =>
    reshaped(network, operation, value(0), [...constant(1).data]),
  Squeeze: (operation, context) =>
    withoutAxes(
      context.network,
      operation,
      context.value(0),
      axesOf(operation, context),
    ),
  Unsqueeze: (operation, context) =>
    withAxes(
      context.network,
      operation,
      context.value(0),
      axesOf(operation, context) ?? [],
    ),
  Transpose: (operation, { value }) => {
    const input = value(0);
    const rank = input.kind === "constant" ? input.tensor.shape.length : 4;
    const reversed = Array.from({ length: rank }, (_, i) => rank - 1 - i);
    return transposed(
      operation,
      input,
      numbersOf(operation, "perm") ?? reversed,
    );
  },
  Gemm: generalProduct,
  MatMul: (operation, { network, feature, constant }) =>
    dense(network, operation, feature(0), constant(1)),
  Concat: (operation, { network, value }) =>
    concatenated(
      network,
      operation,
      operation.inputs.map((_, index) => value(index)),
      numberOf(operation, "axis", 1),
    ),
  Pad: padding,
  Shape: (_, { value }) => shapeList(value(0)),
  ConstantOfShape: constantOfShape,
  Slice: slice,
  Sqrt: computed(Math.sqrt),
  Neg: computed((value) => -(value ?? 0)),
  Reciprocal: computed((value) => 1 / (value ?? 0)),
  Max: computed(Math.max),
  Min: computed(Math.min),
  Gather: gather,
} satisfies Record<string, OnnxRule>;

function activation(attributes: OpAttributes["activation"]): OnnxRule {
  return ({ name }, { network, feature }) =>
    activated(network, name, feature(0), attributes);
}

function arithmetic(rule: Arithmetic): OnnxRule {
  return (operation, { network, value }) =>
    combined(network, operation, rule, value(0), value(1));
}

function sum(...[operation, { network, value }]: Arguments): Result {
  const [first, ...others] = operation.inputs.map((_, index) => value(index));
  return others.reduce(
    (total, other) => combined(network, operation, "add", total, other),
    first as Result,
  );
}

function batchNormalization(
  ...[operation, { network, feature, constant }]: Arguments
): Result {
  if (numberOf(operation, "training_mode", 0) === 1)
    throw unsupportedForm(
      operation,
      "it normalizes by the batch, as in training",
    );
  const input = feature(0);
  if (axisFromFront(1, input) !== channelAxis(input))
    throw unsupportedForm(
      operation,
      "it normalizes something else than channels",
    );
  const epsilon = numberOf(operation, "epsilon", 1e-5);
  return normalized(
    network,
    operation,
    input,
    [constant(1), constant(2), constant(3), constant(4)],
    epsilon,
  );
}

/** clip(alpha · x + beta, 0, 1); PyTorch writes its own, relu6(x + 3) / 6, with alpha 1/6 and beta 1/2. */
function hardSigmoid(...[operation, { network, feature }]: Arguments): Result {
  const alpha = numberOf(operation, "alpha", 0.2);
  const beta = numberOf(operation, "beta", 0.5);
  const { name } = operation;
  const input = feature(0);
  const isUsual = Math.abs(alpha - 1 / 6) < 1e-6 && beta === 0.5;
  if (isUsual)
    return activated(network, name, input, { activation: "hardSigmoid" });
  const scaled = network.scaled(`${name}_range`, input, alpha, beta);
  return clipped(network, operation, scaled, 0, 1);
}

/** Before version 13 the axis was 1 unless given, and everything behind it was taken together. */
function softmax(...[operation, context]: Arguments): Result {
  const input = context.feature(0);
  const axis = numberOf(operation, "axis", operation.opset < 13 ? 1 : -1);
  const isLast = axisFromFront(axis, input) === channelAxis(input);
  const isPicture = input.shape.length === 3 && operation.opset < 13;
  if (!isLast || (isPicture && sizeOf(input.shape) !== input.shape.at(-1)))
    throw unsupportedForm(
      operation,
      `it is over the axis ${axis}, not over the channels`,
    );
  return activation({ activation: "softmax" })(operation, context);
}

/** Bounds are inputs from version 11 on, attributes before. */
function clip(
  ...[operation, { network, feature, constant, has }]: Arguments
): Result {
  const bound = (index: number, key: string, none: number) =>
    has(index)
      ? (constant(index).data[0] ?? none)
      : numberOf(operation, key, none);
  const low = bound(1, "min", -Infinity);
  const high = bound(2, "max", Infinity);
  return clipped(network, operation, feature(0), low, high);
}

function reduction(kind: "max" | "average"): OnnxRule {
  return (operation, context) =>
    pooledGlobally(
      context.network,
      operation,
      context.feature(0),
      kind,
      axesOf(operation, context) ?? [],
      numberOf(operation, "keepdims", 1) === 1,
    );
}

/** Axes are an input in later versions, an attribute before. */
function axesOf(
  operation: OnnxOperation,
  { has, constant }: RuleContext,
): readonly number[] | undefined {
  return has(1) ? [...constant(1).data] : numbersOf(operation, "axes");
}

function flatten(...[operation, { network, feature }]: Arguments): Result {
  const axis = numberOf(operation, "axis", 1);
  const input = feature(0);
  if (axisFromFront(axis, input) !== 1)
    throw unsupportedForm(operation, `it keeps the axes before ${axis}`);
  return flattened(network, operation, input);
}

/** alpha · A · B + beta · C */
function generalProduct(
  ...[operation, { network, feature, constant, has }]: Arguments
): Result {
  if (numberOf(operation, "transA", 0) === 1)
    throw unsupportedForm(operation, "it turns its input");
  const table = constant(1);
  const turned =
    numberOf(operation, "transB", 0) === 1 ? permute(table, [1, 0]) : table;
  const kernel = times(turned, numberOf(operation, "alpha", 1));
  if (!has(2)) return dense(network, operation, feature(0), kernel);
  const bias = times(constant(2), numberOf(operation, "beta", 1));
  const units = kernel.shape[1] ?? 1;
  const data =
    bias.data.length === 1
      ? new Float32Array(units).fill(bias.data[0] ?? 0)
      : bias.data;
  return dense(network, operation, feature(0), kernel, {
    shape: [units],
    data,
  });
}

function times({ shape, data }: Tensor, factor: number): Tensor {
  return { shape, data: factor === 1 ? data : data.map((n) => n * factor) };
}
