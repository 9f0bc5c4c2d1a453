import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import type { LayerOp, OpAttributes } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { inferShapes, shapeOf } from "#engine/graph/shapes.ts";
import {
  EXECUTORS_UNDER_TEST,
  REFERENCE,
} from "#test/helpers/executors-under-test.ts";
import {
  deviation,
  draw,
  drawnWeights,
  drawTimes,
  type Sampled,
} from "#test/helpers/keras-golden.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";

interface GoldenOp<Op extends LayerOp = LayerOp> {
  readonly op: Op;
  readonly attributes: OpAttributes[Op];
  readonly input: readonly number[];
  readonly parameters: number;
  /** Of the output, without the batch. */
  readonly shape: readonly number[];
  readonly output: Sampled;
  /** Of Σ chosen · output for the input; null for whole numbers. */
  readonly gradient: Sampled | null;
}

/** Made by test/golden/keras-ops.py with Keras 3.15 on TensorFlow 2.21. */
const { ops: GOLDEN } = JSON.parse(
  readFileSync(resolve("test", "golden", "keras-ops.json"), "utf8"),
) as { readonly ops: readonly GoldenOp[] };

/** What whole numbers have for a gradient. */
const ZERO: Sampled = { places: [0, 5, 20], values: [0, 0, 0], meanSize: 1 };

const BATCH = 3;
/** Of a tensor's mean size. */
const TOLERANCE = 1e-4;

/** The reference and the executor that always works; the others are held against these. */
const EXECUTORS = [
  REFERENCE,
  ...EXECUTORS_UNDER_TEST.filter(({ name }) => name === "onnx cpu"),
];

describe.each(EXECUTORS)(
  "$name against Keras, layer by layer",
  ({ create }) => {
    failOnLeaks();

    it.each(GOLDEN.map((golden) => ({ title: titleOf(golden), golden })))(
      "$title",
      async ({ golden }) => {
        const net = createLayerBuilder("one", {
          name: "x",
          shape: golden.input,
        });
        net.layer(golden.op, "op", golden.attributes);
        const graph = net.build();
        const shape = shapeOf(inferShapes(graph), "op");
        expect(shape).toEqual(golden.shape);
        expect(countParameters(graph).total).toBe(golden.parameters);
        const session = await (
          await create()
        ).createGradient({
          graph,
          weights: drawnWeights(graph),
          layer: "x",
        });
        const chosen = draw("chosen", [BATCH, ...shape]);
        const { output, gradients } = await session.run(
          inputOf(golden),
          chosen,
        );
        await session.dispose();
        expect(deviation(output, golden.output)).toBeLessThan(TOLERANCE);
        expect(deviation(gradients, golden.gradient ?? ZERO)).toBeLessThan(
          TOLERANCE,
        );
      },
    );
  },
);

function titleOf({ op, attributes }: GoldenOp): string {
  const [, ...details] = JSON.stringify(attributes).replaceAll('"', "");
  return `${op} ${details.slice(0, -1).join("")}`;
}

function inputOf({ op, attributes, input }: GoldenOp): Tensor {
  const shape = [BATCH, ...input];
  if (op !== "embedding") return drawTimes(6, "input", shape);
  const { inputDim } = attributes as OpAttributes["embedding"];
  const { data } = draw("input", shape);
  return tensor(
    shape,
    data.map((value) => Math.floor((value + 0.5) * inputDim)),
  );
}
