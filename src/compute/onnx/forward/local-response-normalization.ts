import type { Shape } from "#engine/graph/shapes.ts";
import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { LocalResponseNormalizationStep } from "#engine/compute/onnx/steps.ts";
import type { ForwardRule } from "./forward-rule.ts";

/**
 * x / s^β with s = bias + α · Σ x² over neighbouring channels, α not divided by their number, as in TensorFlow and in the AlexNet
 * paper (Krizhevsky, Sutskever, Hinton 2012, section 3.3). Written out: ONNX's LRN, which divides α, takes 3.8 times as long on the
 * CPU (16 pictures of 27×27×96: 77 ms against 20) and is missing on graphics cards. Keeps s and s^β for the gradient.
 */
export const localResponseNormalizationForward: ForwardRule<
  LocalResponseNormalizationStep
> = (step, [input = ""], context) => {
  const { writer } = context;
  const { alpha, beta, bias, depthRadius } = step;
  const squares = writer.node("Mul", [input, input]);
  const shape = context.shape(step.name);
  const sum = appendNeighbourSum(writer, squares, shape, depthRadius);
  const scale = writer.node("Add", [
    writer.node("Mul", [sum, writer.scalar(alpha)]),
    writer.scalar(bias),
  ]);
  const power = appendPower(writer, scale, beta);
  context.keepByProducts(step, { scale, power });
  return writer.node("Div", [input, power], {}, step.name);
};

/** Sums [batch, channels, height, width] over the channels within a radius: an average pooling along the channels. */
export function appendNeighbourSum(
  writer: GraphWriter,
  value: string,
  [height = 1, width = 1, channels = 1]: Shape,
  radius: number,
): string {
  const size = 2 * radius + 1;
  const columns = writer.ints([0, 1, channels, height * width]);
  const mean = writer.node(
    "AveragePool",
    [writer.node("Reshape", [value, columns])],
    {
      kernel_shape: [size, 1],
      pads: [radius, 0, radius, 0],
      count_include_pad: 1,
    },
  );
  const sum = writer.node("Mul", [mean, writer.scalar(size)]);
  return writer.node("Reshape", [
    sum,
    writer.ints([0, channels, height, width]),
  ]);
}

/** s^β; roots are faster than powers. */
function appendPower(writer: GraphWriter, scale: string, beta: number): string {
  if (beta === 1) return scale;
  if (beta !== 0.5 && beta !== 0.75)
    return writer.node("Pow", [scale, writer.scalar(beta)]);
  const root = writer.node("Sqrt", [scale]);
  return beta === 0.5
    ? root
    : writer.node("Mul", [root, writer.node("Sqrt", [root])]);
}
