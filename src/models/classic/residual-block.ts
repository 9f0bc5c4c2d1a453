import type { LayerBuilder } from "#engine/graph/layer-builder.ts";

export interface ResidualBlockOptions {
  readonly filters: number;
  /** 2 where the block halves the picture. */
  readonly stride: number;
  /** Whether the convolutions have biases; a normalization right after makes them superfluous. */
  readonly useBias: boolean;
  /** Whether the 1×1 convolution on the shortcut is followed by a normalization. */
  readonly normalizeShortcut: boolean;
  readonly normalization: {
    readonly momentum: number;
    readonly epsilon: number;
  };
}

/**
 * The basic residual block: two 3×3 convolutions, added to the shortcut. Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun:
 * Deep Residual Learning for Image Recognition, 2015, https://arxiv.org/abs/1512.03385, figure 2 and section 3.3 (option B:
 * a 1×1 convolution on the shortcut where the shape changes).
 */
export function residualBlock(
  net: LayerBuilder,
  name: string,
  options: ResidualBlockOptions,
): string {
  const { filters, stride, useBias, normalization } = options;
  const input = net.current();
  const changes = stride !== 1 || net.shape().at(-1) !== filters;
  const convolution = {
    filters,
    kernelSize: 3,
    padding: "same",
    useBias,
  } as const;
  net.layer("conv2d", `${name}_conv1`, { ...convolution, strides: stride });
  net.layer("batchNormalization", `${name}_bn1`, normalization);
  net.layer("activation", `${name}_relu1`, { activation: "relu" });
  net.layer("conv2d", `${name}_conv2`, convolution);
  const branch = net.layer("batchNormalization", `${name}_bn2`, normalization);
  let shortcut = input;
  if (changes) {
    const projection = { filters, kernelSize: 1, strides: stride, useBias };
    shortcut = net.layer("conv2d", `${name}_shortcut`, projection, input);
    if (options.normalizeShortcut) {
      shortcut = net.layer(
        "batchNormalization",
        `${name}_shortcut_bn`,
        normalization,
      );
    }
  }
  net.layer("add", `${name}_add`, {}, [shortcut, branch]);
  return net.layer("activation", `${name}_relu`, { activation: "relu" });
}
