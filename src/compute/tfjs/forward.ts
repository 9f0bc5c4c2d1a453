import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Forward, ForwardRequest } from "#engine/compute/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { layersFor } from "#engine/graph/cut.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { fromTfjs, selectBackend, toTfjs, weightsToTfjs } from "./backend.ts";
import { evaluateGraph, valueOf } from "./evaluate-graph.ts";

/** Inference through TensorFlow.js. @throws StudioError `graph/…`, `weights/…` */
export async function createTfjsForward(
  backend: string,
  { graph, weights, taps = [] }: ForwardRequest,
): Promise<Forward> {
  const shapes = inferShapes(graph);
  taps.forEach((tap) => shapeOf(shapes, tap));
  checkWeights(graph, weights);
  await selectBackend(backend);
  const names = weightSpecs(graph).map((spec) => spec.name);
  const copies = weightsToTfjs(weights, names);
  const wanted = [...new Set([graph.output, ...taps])];
  const used = { ...graph, layers: layersFor(graph, wanted) };
  return {
    async run(input: Tensor) {
      await selectBackend(backend);
      const values = tf.tidy(() => {
        const known = new Map([[graph.input.name, toTfjs(input)]]);
        const all = evaluateGraph({ graph: used, weights: copies, known });
        return wanted.map((name) => tf.clone(valueOf(all, name)));
      });
      const results = new Map<string, Tensor>();
      for (const [index, value] of values.entries()) {
        results.set(wanted[index] ?? graph.output, await fromTfjs(value));
      }
      tf.dispose(values);
      return results;
    },
    async dispose() {
      tf.dispose([...copies.values()]);
      copies.clear();
    },
  };
}
