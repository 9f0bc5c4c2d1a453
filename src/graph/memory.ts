import { sizeOf } from "#engine/base/tensor.ts";
import type { LayerGraph } from "./layer-graph.ts";
import { inferShapes, shapeOf } from "./shapes.ts";
import { withoutAuxiliaryOutputs } from "./without-auxiliary-outputs.ts";

const BYTES_PER_NUMBER = 4;

/** Memory of the values between layers, in bytes for one picture, float32. */
export interface ActivationMemory {
  /** Of each layer's output, and of the input under its name. */
  readonly layers: ReadonlyMap<string, number>;
  /** All outputs together: what training keeps for the backward pass. */
  readonly trainingBytes: number;
  /** The most that is alive at once in inference, without auxiliary outputs, when every value is freed after its last use. */
  readonly inferencePeakBytes: number;
}

/** Estimates activation memory; weights, workspace and the runtime's own overhead are not in it. */
export function activationMemory(graph: LayerGraph): ActivationMemory {
  const shapes = inferShapes(graph);
  const bytes = (name: string) =>
    sizeOf(shapeOf(shapes, name)) * BYTES_PER_NUMBER;
  const layers = new Map([...shapes.keys()].map((name) => [name, bytes(name)]));
  const used = withoutAuxiliaryOutputs(graph);
  const lastUse = new Map<string, number>();
  used.layers.forEach((node, index) => {
    for (const input of node.inputs) lastUse.set(input, index);
  });
  lastUse.set(used.output, used.layers.length);
  let alive = bytes(used.input.name);
  let peak = alive;
  used.layers.forEach((node, index) => {
    alive += bytes(node.name);
    peak = Math.max(peak, alive);
    for (const name of new Set([...node.inputs, node.name])) {
      if ((lastUse.get(name) ?? index) === index) alive -= bytes(name);
    }
  });
  const trainingBytes = [...layers.values()].reduce(
    (sum, size) => sum + size,
    0,
  );
  return { layers, trainingBytes, inferencePeakBytes: peak };
}
