import { StudioError } from "#engine/base/errors.ts";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type { Gradient, GradientRequest } from "#engine/compute/executor.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { subgraphTo } from "#engine/graph/cut.ts";
import { withoutSoftmax } from "#engine/graph/logits.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import { checkBatch, chunkSize, joinBatches, sliceBatch } from "./batching.ts";
import { emitGradientModel } from "./gradient-model.ts";
import {
  createSession,
  fromOrt,
  toOrt,
  type Session,
  type SessionOptions,
} from "./session.ts";

/**
 * Loads a network for values and gradients at one layer. A model is emitted for the batch size first asked for (at most one
 * chunk); smaller last chunks are padded.
 * @throws StudioError `graph/…`, `weights/…`, `compute/no-gradient` when the layer does not lead to the output
 */
export async function createGradient(
  request: GradientRequest,
  options: SessionOptions = {},
): Promise<Gradient> {
  const { graph, weights, layer } = request;
  checkWeights(graph, weights);
  const scored = withoutSoftmax(graph).graph;
  const shapes = inferShapes(scored);
  const layerShape = shapeOf(shapes, layer);
  const classes = shapeOf(shapes, scored.output);
  requirePath(
    subgraphTo(scored, scored.output).layers.map(({ name }) => name),
    request,
  );
  const largest = Math.max(
    1,
    Math.floor(chunkSize(graph, options.provider) / BACKWARD_COST),
  );
  const sessions = new Map<number, Session>();

  async function sessionFor(batch: number): Promise<Session> {
    const known = sessions.get(batch);
    if (known) return known;
    const session = await createSession(
      emitGradientModel(request, batch, options.provider),
      options,
    );
    sessions.set(batch, session);
    return session;
  }

  async function run(input: Tensor, outputWeights: Tensor) {
    const batch = checkBatch(input, graph.input.shape, "pictures");
    const rows = checkBatch(outputWeights, classes, "output weights");
    if (rows !== batch) {
      throw new StudioError(
        "compute/wrong-input",
        `Expected output weights for ${batch} pictures. Received ${rows} rows. Give one row for each picture.`,
      );
    }
    const chunk = Math.min(batch, largest);
    const session = await sessionFor(chunk);
    const parts = { output: [], activations: [], gradients: [] } as Record<
      "output" | "activations" | "gradients",
      Tensor[]
    >;
    for (let from = 0; from < batch; from += chunk) {
      const to = Math.min(batch, from + chunk);
      const results = await session.run({
        input: toOrt(padBatch(sliceBatch(input, from, to), chunk)),
        outputWeights: toOrt(
          padBatch(sliceBatch(outputWeights, from, to), chunk),
        ),
      });
      for (const name of ["output", "activations", "gradients"] as const) {
        parts[name].push(sliceBatch(fromOrt(results[name]), 0, to - from));
      }
    }
    return {
      output: joinBatches(parts.output, classes),
      activations: joinBatches(parts.activations, layerShape),
      gradients: joinBatches(parts.gradients, layerShape),
    };
  }

  async function dispose() {
    await Promise.all(
      [...sessions.values()].map((session) => session.dispose()),
    );
    sessions.clear();
  }

  return { run, dispose };
}

/** A backward pass costs about as much as this many forward passes. */
const BACKWARD_COST = 3;

function requirePath(
  names: readonly string[],
  { graph, layer }: GradientRequest,
): void {
  if (layer === graph.input.name || names.includes(layer)) return;
  throw new StudioError(
    "compute/no-gradient",
    `Expected a layer that leads to the scores of "${graph.name}". Received "${layer}", on which they do not depend. Choose an earlier layer.`,
  );
}

/** Fills a batch up to `rows` with zeros. */
function padBatch(input: Tensor, rows: number): Tensor {
  const [batch = 0, ...rest] = input.shape;
  if (batch === rows) return input;
  const data = new Float32Array(
    (input.data.length / Math.max(1, batch)) * rows,
  );
  data.set(input.data);
  return tensor([rows, ...rest], data);
}
