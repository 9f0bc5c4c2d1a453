import type { LayerBuilder } from "#engine/graph/layer-builder.ts";

export interface ResidualBlockOptions {
  /** Of the block's value; a bottleneck has a quarter of them inside. */
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
  const { filters, stride } = options;
  return shortcutAround(net, name, options, () => {
    convolve(net, name, 1, options, {
      filters,
      kernelSize: 3,
      strides: stride,
    });
    convolve(net, name, 2, options, { filters, kernelSize: 3 });
  });
}

/**
 * The bottleneck block of the deeper networks: 1×1, 3×3 and 1×1 convolutions (same paper, figure 5 right). The first one takes the
 * stride, as in the paper; other programs moved it to the 3×3 later.
 */
export function bottleneckBlock(
  net: LayerBuilder,
  name: string,
  options: ResidualBlockOptions,
): string {
  const { filters, stride } = options;
  const inner = filters / 4;
  return shortcutAround(net, name, options, () => {
    convolve(net, name, 1, options, {
      filters: inner,
      kernelSize: 1,
      strides: stride,
    });
    convolve(net, name, 2, options, { filters: inner, kernelSize: 3 });
    convolve(net, name, 3, options, { filters, kernelSize: 1 });
  });
}

/** Convolution `number` of a branch with its normalization; a rectifier stands before every one but the first. */
function convolve(
  net: LayerBuilder,
  name: string,
  number: number,
  { useBias, normalization }: ResidualBlockOptions,
  window: { filters: number; kernelSize: number; strides?: number },
): void {
  if (number > 1) {
    net.layer("activation", `${name}_relu${number - 1}`, {
      activation: "relu",
    });
  }
  net.layer("conv2d", `${name}_conv${number}`, {
    ...window,
    padding: "same",
    useBias,
  });
  net.layer("batchNormalization", `${name}_bn${number}`, normalization);
}

/** Adds what a branch computes to its input, which is projected where the shape changes. */
function shortcutAround(
  net: LayerBuilder,
  name: string,
  options: ResidualBlockOptions,
  appendBranch: () => void,
): string {
  const { filters, stride, useBias, normalization } = options;
  const input = net.current();
  const changes = stride !== 1 || net.shape().at(-1) !== filters;
  appendBranch();
  const branch = net.current();
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
