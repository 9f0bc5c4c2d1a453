import * as tf from "@tensorflow/tfjs";
import type { Tensor } from "#engine/base/tensor.ts";
import type { Gradient, GradientRequest } from "#engine/compute/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { layersFor } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { fromTfjs, selectBackend, toTfjs, weightsToTfjs } from "./backend.ts";
import { evaluateGraph, valueOf } from "./evaluate-graph.ts";

/** Value and gradient of one layer through TensorFlow.js. @throws StudioError `graph/…`, `weights/…` */
export async function createTfjsGradient(
  backend: string,
  { graph, weights, layer }: GradientRequest,
): Promise<Gradient> {
  const { graph: whole, endsInSoftmax } = withoutSoftmax(graph);
  shapeOf(inferShapes(whole), layer);
  const scored = { ...whole, layers: layersFor(whole, [whole.output, layer]) };
  checkWeights(graph, weights);
  await selectBackend(backend);
  const names = weightSpecs(graph).map((spec) => spec.name);
  const copies = weightsToTfjs(weights, names);
  return {
    async run(input: Tensor, outputWeights: Tensor) {
      await selectBackend(backend);
      const results = tf.tidy(() => {
        const known = new Map([[graph.input.name, toTfjs(input)]]);
        const chosen = toTfjs(outputWeights);
        const values = evaluateGraph({ graph: scored, weights: copies, known });
        const scores = valueOf(values, scored.output);
        const activations = valueOf(values, layer);
        const fixed = upstream(
          scored.layers.map((node) => node.name),
          layer,
          values,
        );
        const score = (value: tf.Tensor) => {
          const again = evaluateGraph({
            graph: scored,
            weights: copies,
            known: new Map([...known, ...fixed, [layer, value]]),
          });
          return tf.sum(tf.mul(valueOf(again, scored.output), chosen));
        };
        return {
          output: endsInSoftmax ? tf.softmax(scores) : tf.clone(scores),
          activations: tf.clone(activations),
          gradients: tf.grad(score)(activations),
        };
      });
      const answer = {
        output: await fromTfjs(results.output),
        activations: await fromTfjs(results.activations),
        gradients: await fromTfjs(results.gradients),
      };
      tf.dispose(results);
      return answer;
    },
    async dispose() {
      tf.dispose([...copies.values()]);
      copies.clear();
    },
  };
}

/** The values of all layers before one: they do not depend on it, so they need not be computed again. */
function upstream(
  names: readonly string[],
  layer: string,
  values: ReadonlyMap<string, tf.Tensor>,
): [string, tf.Tensor][] {
  const end = names.indexOf(layer);
  return names
    .slice(0, Math.max(0, end))
    .map((name) => [name, valueOf(values, name)]);
}
