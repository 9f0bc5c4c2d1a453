import { StudioError } from "#engine/base/errors.ts";
import { sizeOf, type TensorMap } from "#engine/base/tensor.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { weightSpecs } from "./weights.ts";

/**
 * Checks that a set of tensors fits a network: every weight there, with its shape, and finite. Tensors that the network does
 * not use are allowed.
 * @throws StudioError `weights/missing`, `weights/wrong-shape` or `weights/not-finite`, naming the tensor.
 */
export function checkWeights(graph: LayerGraph, weights: TensorMap): void {
  for (const { name, shape } of weightSpecs(graph)) {
    const found = weights.get(name);
    if (found === undefined) {
      throw new StudioError(
        "weights/missing",
        `The network "${graph.name}" needs the weight "${name}" of shape [${shape.join(", ")}], which is not in the weights given. Use weights of the same architecture, width and classes.`,
      );
    }
    if (
      found.shape.join() !== shape.join() ||
      found.data.length !== sizeOf(shape)
    ) {
      throw new StudioError(
        "weights/wrong-shape",
        `The weight "${name}" of the network "${graph.name}" must have the shape [${shape.join(", ")}]. Received [${found.shape.join(", ")}] with ${found.data.length} numbers. Use weights of the same architecture, width and classes.`,
      );
    }
    if (!found.data.every(Number.isFinite)) {
      throw new StudioError(
        "weights/not-finite",
        `The weight "${name}" holds numbers that are not finite (NaN or infinity). The file is damaged, or the training that made it diverged. Use another file.`,
      );
    }
  }
}
