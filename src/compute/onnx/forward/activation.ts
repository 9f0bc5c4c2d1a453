import { LEAKY_RELU_SLOPE } from "#engine/graph/attributes.ts";
import type { ActivationStep } from "#engine/compute/onnx/steps.ts";
import { float } from "#engine/compute/onnx/graph-writer.ts";
import type { ForwardContext, ForwardRule } from "./forward-rule.ts";

/** Amplitude and steepness of LeNet-5's tanh: f(1) = 1 and f(-1) = -1 (LeCun et al. 1998, appendix A). */
export const SCALED_TANH = { amplitude: 1.7159, steepness: 2 / 3 } as const;

/** Of Hendrycks and Gimpel's tanh approximation of gelu, 2016, arxiv.org/abs/1606.08415. */
export const GELU_TANH = {
  steepness: Math.sqrt(2 / Math.PI),
  cubic: 0.044715,
} as const;

/**
 * Activations. Those whose slope needs more than their value keep the factor that they multiply their input by, where a gradient
 * will need it.
 */
export const activationForward: ForwardRule<ActivationStep> = (
  step,
  [input = ""],
  context,
) => {
  const { writer } = context;
  const plain = (op: string) => writer.node(op, [input], {}, step.name);
  switch (step.activation) {
    case "relu":
      return plain("Relu");
    case "relu6":
      return writer.node(
        "Clip",
        [input, writer.scalar(0), writer.scalar(6)],
        {},
        step.name,
      );
    case "leakyRelu": {
      const alpha = float(step.negativeSlope ?? LEAKY_RELU_SLOPE);
      return writer.node("LeakyRelu", [input], { alpha }, step.name);
    }
    case "elu":
      return plain("Elu");
    case "softplus":
      return plain("Softplus");
    case "sigmoid":
      return plain("Sigmoid");
    case "hardSigmoid":
      return hardSigmoid(context, input);
    case "swish":
      return gated(step, input, writer.node("Sigmoid", [input]), context);
    case "hardSwish":
      return gated(step, input, hardSigmoid(context, input), context);
    case "gelu":
      return gelu(step, input, context);
    case "tanh":
      return plain("Tanh");
    case "scaledTanh": {
      const { amplitude, steepness } = SCALED_TANH;
      const steep = writer.node("Mul", [input, writer.scalar(steepness)]);
      const bounded = writer.node("Tanh", [steep]);
      return writer.node(
        "Mul",
        [bounded, writer.scalar(amplitude)],
        {},
        step.name,
      );
    }
    case "softmax":
      // Axis 1 holds the channels inside, the features of a vector.
      return writer.node("Softmax", [input], { axis: 1 }, step.name);
  }
};

/** relu6(x + 3) / 6 */
function hardSigmoid({ writer }: ForwardContext, input: string): string {
  return writer.node("HardSigmoid", [input], {
    alpha: float(1 / 6),
    beta: float(0.5),
  });
}

/** The input times its gate, which the gradient will need. */
function gated(
  step: ActivationStep,
  input: string,
  gate: string,
  context: ForwardContext,
): string {
  if (context.needsGradient(step)) context.keepByProducts(step, { gate });
  return context.writer.node("Mul", [input, gate], {}, step.name);
}

/** x · Φ(x); written so that onnxruntime knows the pattern and makes it one node where nothing else reads its parts. */
function gelu(
  step: ActivationStep,
  input: string,
  context: ForwardContext,
): string {
  const { writer } = context;
  const bounded = step.approximate
    ? writer.node("Tanh", [tanhArgument(context, input)])
    : writer.node("Erf", [
        writer.node("Div", [input, writer.scalar(Math.SQRT2)]),
      ]);
  if (context.needsGradient(step)) context.keepByProducts(step, { bounded });
  const raised = writer.node("Add", [bounded, writer.scalar(1)]);
  const doubled = writer.node("Mul", [input, raised]);
  return writer.node("Mul", [doubled, writer.scalar(0.5)], {}, step.name);
}

/** √(2/π) · (x + 0.044715 x³) */
function tanhArgument({ writer }: ForwardContext, input: string): string {
  const square = writer.node("Mul", [input, input]);
  const cube = writer.node("Mul", [square, input]);
  const bent = writer.node("Mul", [cube, writer.scalar(GELU_TANH.cubic)]);
  const sum = writer.node("Add", [input, bent]);
  return writer.node("Mul", [sum, writer.scalar(GELU_TANH.steepness)]);
}
