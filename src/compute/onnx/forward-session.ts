import type { Tensor } from "#engine/base/tensor.ts";
import type { Forward, ForwardRequest } from "#engine/compute/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { checkBatch, chunkSize, joinBatches, sliceBatch } from "./batching.ts";
import { emitInferenceModel } from "./inference-model.ts";
import {
  createSession,
  fromOrt,
  toOrt,
  type SessionOptions,
} from "./session.ts";

/**
 * Loads a network for inference. Big batches are run in chunks, with a turn of the event loop between two.
 * @throws StudioError `graph/…`, `weights/…`
 */
export async function createForward(
  request: ForwardRequest,
  options: SessionOptions = {},
): Promise<Forward> {
  const { graph, weights, taps = [] } = request;
  checkWeights(graph, weights);
  const shapes = inferShapes(graph);
  const outputs = [...new Set([graph.output, ...taps])];
  const chunk = chunkSize(graph, options.provider);
  const session = await createSession(
    emitInferenceModel(request, options.provider),
    options,
  );

  async function run(input: Tensor): Promise<ReadonlyMap<string, Tensor>> {
    const batch = checkBatch(input, graph.input.shape, "pictures");
    const parts = new Map<string, Tensor[]>(outputs.map((name) => [name, []]));
    for (let from = 0; from < batch; from += chunk) {
      const rows = sliceBatch(input, from, Math.min(batch, from + chunk));
      const results = await session.run({ [graph.input.name]: toOrt(rows) });
      for (const [name, list] of parts) list.push(fromOrt(results[name]));
    }
    return new Map(
      [...parts].map(([name, list]) => [
        name,
        joinBatches(list, shapeOf(shapes, name)),
      ]),
    );
  }

  return { run, dispose: () => session.dispose() };
}
