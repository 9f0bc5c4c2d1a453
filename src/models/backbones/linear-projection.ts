import type { LayerBuilder } from "#engine/graph/layer-builder.ts";

/** Of batch normalization in the MobileNets of Keras. */
export const MOBILENET_NORMALIZATION = { momentum: 0.999, epsilon: 0.001 };

/**
 * The end of an inverted residual (MobileNetV2, section 3.3): a 1×1 convolution and batch normalization with nothing cut off behind
 * them; the block's input is added where the shape stays.
 * @param names of the convolution, the normalization and the addition
 * @param input of the block; null where the shape changes
 */
export function appendLinearProjection(
  net: LayerBuilder,
  names: readonly [
    convolution: string,
    normalization: string,
    addition: string,
  ],
  filters: number,
  input: string | null,
): void {
  const [convolution, normalization, addition] = names;
  net.layer("conv2d", convolution, { filters, kernelSize: 1, useBias: false });
  const output = net.layer(
    "batchNormalization",
    normalization,
    MOBILENET_NORMALIZATION,
  );
  if (input !== null) net.layer("add", addition, {}, [input, output]);
}
