import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { ModelOptions } from "#engine/models/model-entry.ts";

/**
 * LeNet-5. Yann LeCun, Léon Bottou, Yoshua Bengio, Patrick Haffner: Gradient-Based Learning Applied to Document Recognition,
 * Proceedings of the IEEE 1998, http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf.
 * Changed: C3 sees all maps of S2, subsampling is plain average pooling, tanh is not scaled, and a softmax layer
 * stands in for the radial basis functions. 61,706 parameters for 32×32×1 and ten classes. C5's window covers S4 whatever its size.
 * `lenet-5-1998` is the network of the paper.
 */
export function buildLeNet5({
  inputSize,
  classes,
  channels,
}: ModelOptions): LayerGraph {
  const net = createLayerBuilder("lenet-5", {
    name: "input",
    shape: [inputSize, inputSize, channels],
  });
  net.layer("conv2d", "C1", { filters: 6, kernelSize: 5, activation: "tanh" });
  net.layer("averagePooling2d", "S2", {});
  net.layer("conv2d", "C3", { filters: 16, kernelSize: 5, activation: "tanh" });
  net.layer("averagePooling2d", "S4", {});
  const [side = 1] = net.shape();
  net.layer("conv2d", "C5", {
    filters: 120,
    kernelSize: side,
    activation: "tanh",
  });
  net.layer("flatten", "flatten", {});
  net.layer("dense", "F6", { units: 84, activation: "tanh" });
  net.layer("dense", "output", { units: classes, activation: "softmax" });
  return net.build();
}
