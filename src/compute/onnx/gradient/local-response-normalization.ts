import type { GraphWriter } from "#engine/compute/onnx/graph-writer.ts";
import type { LocalResponseNormalizationStep } from "#engine/compute/onnx/steps.ts";
import type { GradientRule } from "./gradient-rule.ts";

/**
 * Local response normalization (Krizhevsky, Sutskever, Hinton 2012, section 3.3): y = x · s^−β with s = k + α · W x², W the sum over
 * neighbouring channels, which is its own transpose. dx = dy · s^−β − 2αβ · x · W(dy · y / s).
 */
export const localResponseNormalizationGradient: GradientRule<
  LocalResponseNormalizationStep
> = (step, gradient, { writer, value, shape }) => {
  const { alpha, beta, bias, depthRadius } = step;
  const [input = ""] = step.inputs;
  const x = value(input);
  const channels = shape(step.name).at(-1) ?? 1;
  const band = bandKernel(writer, channels, depthRadius);
  const sumOfNeighbours = (of: string) => writer.node("Conv", [of, band]);
  const multiply = (a: string, b: string) => writer.node("Mul", [a, b]);
  const squares = sumOfNeighbours(multiply(x, x));
  const scale = writer.node("Add", [
    multiply(squares, writer.scalar(alpha)),
    writer.scalar(bias),
  ]);
  const power = writer.node("Pow", [scale, writer.scalar(-beta)]);
  const shared = writer.node("Div", [
    multiply(gradient, value(step.name)),
    scale,
  ]);
  const pulled = multiply(x, sumOfNeighbours(shared));
  return [
    writer.node("Sub", [
      multiply(gradient, power),
      multiply(pulled, writer.scalar(2 * alpha * beta)),
    ]),
  ];
};

/** A 1×1 convolution that sums the channels within a radius, [channels, channels, 1, 1]. */
function bandKernel(
  writer: GraphWriter,
  channels: number,
  radius: number,
): string {
  return writer.sharedConstant(
    `band ${channels} ${radius}`,
    [channels, channels, 1, 1],
    () =>
      Float32Array.from({ length: channels * channels }, (_, i) => {
        const distance = Math.abs(Math.floor(i / channels) - (i % channels));
        return distance <= radius ? 1 : 0;
      }),
  );
}
