import type { Tensor } from "#engine/base/tensor.ts";
import type { OpAttributes } from "#engine/graph/layer-graph.ts";
import type {
  Rule,
  RuleContext,
} from "#engine/models/weights/operations/convert-operations.ts";
import { activated } from "#engine/models/weights/operations/elementwise.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import { convolved } from "#engine/models/weights/operations/windows.ts";
import {
  heightAndWidth,
  real,
  requireChannelsLast,
  texts,
  type TensorflowOperation,
} from "./tensorflow-operation.ts";
import { paddingOf } from "./window.ts";

/** Conv2D and DepthwiseConv2dNative, also with the bias and the activation that a converter has put into them. */
export function convolution(
  kind: "full" | "depthwise",
): Rule<TensorflowOperation> {
  return (operation, context) => {
    const { network, feature, constant } = context;
    requireChannelsLast(operation);
    const input = feature(0);
    const stored = constant(1);
    const [height = 1, width = 1, inputs = 1, outputs = 1] = stored.shape;
    const channels = input.shape.at(-1) ?? 1;
    const isDepthwise = kind === "depthwise";
    const kernel: Tensor = isDepthwise
      ? { shape: [height, width, 1, inputs * outputs], data: stored.data }
      : stored;
    const { bias, activation } = fusedParts(operation, context);
    const made = convolved(
      network,
      operation,
      input,
      {
        size: [height, width],
        strides: heightAndWidth(operation, "strides"),
        dilations: heightAndWidth(operation, "dilations"),
        padding: paddingOf(operation),
      },
      { kernel, bias },
      isDepthwise ? channels : channels / inputs,
    );
    return activation === undefined
      ? made
      : activated(network, `${operation.name}_activation`, made, activation);
  };
}

/** What `fused_ops` of an operation adds to it: a bias, an activation. */
export function fusedParts(
  operation: TensorflowOperation,
  { constant }: RuleContext,
): { bias?: Tensor; activation?: OpAttributes["activation"] } {
  const fused = texts(operation, "fused_ops");
  const parts: { bias?: Tensor; activation?: OpAttributes["activation"] } = {};
  for (const [index, op] of fused.entries()) {
    if (op === "BiasAdd" && index === 0) {
      const bias = constant(2);
      parts.bias = { shape: [bias.data.length], data: bias.data };
    } else if (op === "LeakyRelu") {
      const negativeSlope = real(operation, "leakyrelu_alpha", 0.2);
      parts.activation = { activation: "leakyRelu", negativeSlope };
    } else if (Object.hasOwn(FUSED_ACTIVATIONS, op)) {
      parts.activation = {
        activation: FUSED_ACTIVATIONS[op as keyof typeof FUSED_ACTIVATIONS],
      };
    } else throw unsupportedForm(operation, `it has ${op} inside`);
  }
  return parts;
}

const FUSED_ACTIVATIONS = {
  Relu: "relu",
  Relu6: "relu6",
  Elu: "elu",
  Sigmoid: "sigmoid",
  Tanh: "tanh",
} as const;
