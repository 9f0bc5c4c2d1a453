import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  createLayerBuilder,
  type LayerBuilder,
} from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * LeNet-5 as published. Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner: Gradient-Based Learning Applied to Document
 * Recognition, Proceedings of the IEEE 1998, section II.B and appendix A, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf.
 * 60,000 parameters for 32×32×1 and ten classes: C1 156, S2 12, C3 1,516, S4 32, C5 48,120, F6 10,164. All units up to F6 squash by
 * 1.7159 tanh(2x/3). The output gives −Σ(x − code)², so that the largest value is the answer; its codes of ±1 do not learn and are drawn at
 * random, which the paper names beside its own drawings of characters. C5's window covers S4 whatever its size.
 */
export function buildLeNet51998({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("lenet-5-1998", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("conv2d", "C1", {
    filters: 6,
    kernelSize: 5,
    activation: SQUASHING,
  });
  appendSubsampling(net, "S2");
  appendC3(net);
  appendSubsampling(net, "S4");
  const [side = 1] = net.shape();
  net.layer("conv2d", "C5", {
    filters: 120,
    kernelSize: side,
    activation: SQUASHING,
  });
  net.layer("flatten", "flatten", {});
  net.layer("dense", "F6", { units: 84, activation: SQUASHING });
  net.layer("euclideanRbf", "output", { units: classes });
  // Probabilities of the distances, as the paper's equation 9 has them; training takes the distances themselves.
  net.layer("activation", "probabilities", { activation: "softmax" });
  return net.build();
}

const SQUASHING = "scaledTanh";

/**
 * Table I of the paper: which maps of S2 each map of C3 sees. Six see three neighbours, six see four neighbours, three see four that are not all
 * neighbours, and one sees all.
 */
export const C3_TABLE = [
  [0, 1, 2],
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
  [0, 4, 5],
  [0, 1, 5],
  [0, 1, 2, 3],
  [1, 2, 3, 4],
  [2, 3, 4, 5],
  [0, 3, 4, 5],
  [0, 1, 4, 5],
  [0, 1, 2, 5],
  [0, 1, 3, 4],
  [1, 2, 4, 5],
  [0, 2, 3, 5],
  [0, 1, 2, 3, 4, 5],
] as const;

/** The maps of C3 that see equally many maps are one convolution in groups: `C3_three`, `C3_four`, `C3_six`; `C3` joins them. */
function appendC3(net: LayerBuilder): void {
  const input = net.current();
  const parts = C3_GROUPS.map(([name, seen]) => {
    const rows = C3_TABLE.filter((row) => row.length === seen);
    net.layer(
      "selectChannels",
      `${name}_select`,
      { channels: rows.flat() },
      input,
    );
    return net.layer("conv2d", name, {
      filters: rows.length,
      kernelSize: 5,
      groups: rows.length,
      activation: SQUASHING,
    });
  });
  net.layer("concatenate", "C3", {}, parts);
}

const C3_GROUPS = [
  ["C3_three", 3],
  ["C3_four", 4],
  ["C3_six", 6],
] as const;

/**
 * The mean of 2×2 pixels, times a coefficient, plus a bias, one of each per map, then squashed. The paper's coefficient is on the sum of the
 * four, a quarter of the one here.
 */
function appendSubsampling(net: LayerBuilder, name: string): void {
  net.layer("averagePooling2d", `${name}_mean`, {});
  net.layer("depthwiseConv2d", name, { kernelSize: 1, activation: SQUASHING });
}
