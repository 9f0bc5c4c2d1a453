import {
  GELU_TANH,
  SCALED_TANH,
} from "#engine/compute/onnx/forward/activation.ts";
import { LEAKY_RELU_SLOPE } from "#engine/graph/attributes.ts";
import type { ActivationStep } from "#engine/compute/onnx/steps.ts";
import type { GradientContext, GradientRule } from "./gradient-rule.ts";

/**
 * The slope of an activation, from its value where that is enough, else from its input and what the forward rule kept. At a kink
 * (0; 0 and 6) it is that of the lower side for relu and zero for relu6, as in TensorFlow.
 */
export const activationGradient: GradientRule<ActivationStep> = (
  step,
  gradient,
  context,
) => {
  const { writer, value } = context;
  const y = value(step.name);
  const x = value(step.inputs[0] ?? "");
  const arithmetic = arithmeticOf(context);
  const { multiply, add, subtract, scale, isWithin, toFloat } = arithmetic;
  const one = writer.scalar(1);
  const zero = writer.scalar(0);
  // A product with 0 or 1 takes two thirds of the time of onnxruntime's Where.
  const passWhere = (isOpen: string) => multiply(gradient, toFloat(isOpen));
  const passAtSlope = (slope: string) => [multiply(gradient, slope)];
  switch (step.activation) {
    case "relu":
      return [passWhere(writer.node("Greater", [y, zero]))];
    case "relu6":
      return [passWhere(isWithin(y, 0, 6))];
    case "leakyRelu": {
      const isPositive = toFloat(writer.node("Greater", [x, zero]));
      const least = step.negativeSlope ?? LEAKY_RELU_SLOPE;
      const more = scale(isPositive, 1 - least);
      return passAtSlope(add(more, writer.scalar(least)));
    }
    case "elu": {
      // Of a negative x the value is exp(x) - 1, and the slope exp(x).
      const negative = writer.node("Min", [y, zero]);
      return passAtSlope(add(negative, one));
    }
    case "softplus":
      return passAtSlope(writer.node("Sigmoid", [x]));
    case "sigmoid":
      return passAtSlope(multiply(y, subtract(one, y)));
    case "hardSigmoid":
      return [scale(passWhere(isWithin(y, 0, 1)), 1 / 6)];
    case "swish": {
      const gate = context.byProduct(step, "gate");
      const bend = multiply(y, subtract(one, gate));
      return passAtSlope(add(gate, bend));
    }
    case "hardSwish": {
      const gate = context.byProduct(step, "gate");
      const bend = multiply(scale(x, 1 / 6), toFloat(isWithin(gate, 0, 1)));
      return passAtSlope(add(gate, bend));
    }
    case "gelu":
      return passAtSlope(geluSlope(step, x, context));
    case "tanh":
      return passAtSlope(subtract(one, multiply(y, y)));
    case "scaledTanh": {
      const { amplitude, steepness } = SCALED_TANH;
      const bend = scale(multiply(y, y), steepness / amplitude);
      const steepest = writer.scalar(amplitude * steepness);
      return passAtSlope(subtract(steepest, bend));
    }
    case "softmax": {
      const weighted = multiply(gradient, y);
      const mean = writer.node("ReduceSum", [weighted, writer.ints([1])], {
        keepdims: 1,
      });
      return [multiply(y, subtract(gradient, mean))];
    }
  }
};

/** Exact: Φ(x) + x·φ(x), with the normal distribution's Φ and density φ. */
function geluSlope(
  step: ActivationStep,
  x: string,
  context: GradientContext,
): string {
  const { writer } = context;
  const { multiply, add, subtract, scale } = arithmeticOf(context);
  const one = writer.scalar(1);
  const bounded = context.byProduct(step, "bounded");
  const gate = scale(add(bounded, one), 0.5);
  const square = multiply(x, x);
  if (!step.approximate) {
    const density = scale(
      writer.node("Exp", [scale(square, -0.5)]),
      1 / Math.sqrt(2 * Math.PI),
    );
    return add(gate, multiply(x, density));
  }
  const steepness = add(
    scale(square, 3 * GELU_TANH.cubic * GELU_TANH.steepness),
    writer.scalar(GELU_TANH.steepness),
  );
  const flat = subtract(one, multiply(bounded, bounded));
  const bend = scale(multiply(multiply(x, flat), steepness), 0.5);
  return add(gate, bend);
}

/** Nodes as arithmetic, so that a formula reads like one. */
function arithmeticOf({ writer }: GradientContext) {
  const multiply = (a: string, b: string) => writer.node("Mul", [a, b]);
  return {
    multiply,
    add: (a: string, b: string) => writer.node("Add", [a, b]),
    subtract: (a: string, b: string) => writer.node("Sub", [a, b]),
    scale: (a: string, by: number) => multiply(a, writer.scalar(by)),
    toFloat: (isTrue: string) => writer.node("Cast", [isTrue], { to: FLOAT }),
    isWithin: (a: string, low: number, high: number) =>
      writer.node("And", [
        writer.node("Greater", [a, writer.scalar(low)]),
        writer.node("Less", [a, writer.scalar(high)]),
      ]),
  };
}

/** ONNX's number of the type float32. */
const FLOAT = 1;
