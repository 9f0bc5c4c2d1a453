import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import type { Rule } from "#engine/models/weights/operations/convert-operations.ts";
import {
  activated,
  combined,
  type Arithmetic,
} from "#engine/models/weights/operations/elementwise.ts";
import {
  concatenated,
  dense,
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
  pooled,
  withBorders,
} from "#engine/models/weights/operations/windows.ts";
import { permute } from "#engine/base/permute.ts";
import { constantOf } from "#engine/models/weights/operations/values.ts";
import { convolution, fusedParts } from "./convolution-rules.ts";
import {
  flag,
  heightAndWidth,
  real,
  requireChannelsLast,
  whole,
  wholes,
  type TensorflowOperation,
} from "./tensorflow-operation.ts";
import { paddingOf } from "./window.ts";

type TensorflowRule = Rule<TensorflowOperation>;

const identity: TensorflowRule = (_, { value }) => value(0);

/** TensorFlow's operation → the layer it becomes; adding one is a line. What is not here cannot be read. */
export const TENSORFLOW_RULES = {
  Identity: identity,
  StopGradient: identity,
  PlaceholderWithDefault: identity,
  Conv2D: convolution("full"),
  FusedConv2D: convolution("full"),
  _FusedConv2D: convolution("full"),
  DepthwiseConv2dNative: convolution("depthwise"),
  FusedDepthwiseConv2dNative: convolution("depthwise"),
  _FusedDepthwiseConv2dNative: convolution("depthwise"),
  BiasAdd: arithmetic("add"),
  AddV2: arithmetic("add"),
  Add: arithmetic("add"),
  Sub: arithmetic("subtract"),
  Mul: arithmetic("multiply"),
  RealDiv: arithmetic("divide"),
  Div: arithmetic("divide"),
  FusedBatchNorm: batchNormalization,
  FusedBatchNormV2: batchNormalization,
  FusedBatchNormV3: batchNormalization,
  Relu: activation({ activation: "relu" }),
  Relu6: activation({ activation: "relu6" }),
  Elu: activation({ activation: "elu" }),
  Sigmoid: activation({ activation: "sigmoid" }),
  Softplus: activation({ activation: "softplus" }),
  Tanh: activation({ activation: "tanh" }),
  Softmax: activation({ activation: "softmax" }),
  LeakyRelu: (operation, context) =>
    activation({
      activation: "leakyRelu",
      negativeSlope: real(operation, "alpha", 0.2),
    })(operation, context),
  MaxPool: pooling("max"),
  AvgPool: pooling("average"),
  Mean: globalPooling("average"),
  Max: globalPooling("max"),
  MatMul: matrixProduct,
  _FusedMatMul: matrixProduct,
  Reshape: (operation, { network, value, constant }) =>
    reshaped(network, operation, value(0), [...constant(1).data]),
  Shape: (_, { value }) => shapeList(value(0)),
  StridedSlice: listEntry,
  Pack: (operation, { network, value }) =>
    concatenated(
      network,
      operation,
      operation.inputs.map((_, index) => value(index)),
      0,
    ),
  Squeeze: (operation, { network, value }) => {
    const axes = wholes(operation, "squeeze_dims");
    return withoutAxes(
      network,
      operation,
      value(0),
      axes.length === 0 ? undefined : axes,
    );
  },
  ExpandDims: (operation, { network, value, constant }) =>
    withAxes(network, operation, value(0), [...constant(1).data]),
  Transpose: (operation, { value, constant }) =>
    transposed(operation, value(0), [...constant(1).data]),
  Pad: padding,
  PadV2: padding,
  ConcatV2: (operation, { network, value, constant }) => {
    const count = operation.inputs.length - 1;
    const [axis = 0] = constant(count).data;
    const inputs = Array.from({ length: count }, (_, index) => value(index));
    return concatenated(network, operation, inputs, axis);
  },
} satisfies Record<string, TensorflowRule>;

function arithmetic(rule: Arithmetic): TensorflowRule {
  return (operation, { network, value }) => {
    requireChannelsLast(operation);
    return combined(network, operation, rule, value(0), value(1));
  };
}

function activation(attributes: OpAttributes["activation"]): TensorflowRule {
  return ({ name }, { network, feature }) =>
    activated(network, name, feature(0), attributes);
}

function batchNormalization(
  ...[operation, { network, feature, constant }]: Parameters<TensorflowRule>
): ReturnType<TensorflowRule> {
  requireChannelsLast(operation);
  if (flag(operation, "is_training"))
    throw unsupportedForm(
      operation,
      "it normalizes by the batch, as in training",
    );
  return normalized(
    network,
    operation,
    feature(0),
    [constant(1), constant(2), constant(3), constant(4)],
    real(operation, "epsilon", 0.0001),
  );
}

function pooling(kind: "max" | "average"): TensorflowRule {
  return (operation, { network, feature }) => {
    requireChannelsLast(operation);
    const window = {
      size: heightAndWidth(operation, "ksize"),
      strides: heightAndWidth(operation, "strides"),
      dilations: [1, 1] as const,
      padding: paddingOf(operation),
    };
    return pooled(network, operation, feature(0), window, kind);
  };
}

function globalPooling(kind: "max" | "average"): TensorflowRule {
  return (operation, { network, feature, constant }) =>
    pooledGlobally(
      network,
      operation,
      feature(0),
      kind,
      [...constant(1).data],
      flag(operation, "keep_dims"),
    );
}

function matrixProduct(
  ...[operation, context]: Parameters<TensorflowRule>
): ReturnType<TensorflowRule> {
  const { network, feature, constant } = context;
  if (flag(operation, "transpose_a"))
    throw unsupportedForm(operation, "it turns its input");
  const table = constant(1);
  const kernel = flag(operation, "transpose_b")
    ? permute(table, [1, 0])
    : table;
  const { bias, activation: attributes } = fusedParts(operation, context);
  const made = dense(network, operation, feature(0), kernel, bias);
  return attributes === undefined
    ? made
    : activated(network, `${operation.name}_activation`, made, attributes);
}

function padding(
  ...[
    operation,
    { network, feature, constant, has },
  ]: Parameters<TensorflowRule>
): ReturnType<TensorflowRule> {
  const input = feature(0);
  const [n0, n1, top = 0, bottom = 0, left = 0, right = 0, c0, c1] =
    constant(1).data;
  const value = has(2) ? constant(2).data[0] : 0;
  if (input.shape.length !== 3 || value !== 0 || n0 || n1 || c0 || c1)
    throw unsupportedForm(
      operation,
      "it puts something else than zeros around a picture",
    );
  return withBorders(network, operation.name, input, [
    [top, bottom],
    [left, right],
  ]);
}

/** One number of a list, such as the batch of a shape. */
function listEntry(
  ...[operation, { constant }]: Parameters<TensorflowRule>
): ReturnType<TensorflowRule> {
  const { shape, data } = constant(0);
  const [begin = 0] = constant(1).data;
  const takesOne = whole(operation, "shrink_axis_mask", 0) === 1;
  const entry = data[begin < 0 ? begin + data.length : begin];
  if (shape.length === 1 && takesOne && entry !== undefined)
    return constantOf([], [entry]);
  throw unsupportedForm(operation, "it takes more than one number of a list");
}
