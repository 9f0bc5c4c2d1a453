import { execFileSync } from "node:child_process";

import { describe, expect, it } from "vitest";

import { toKerasConfig } from "#engine/export/keras/keras-config.ts";
import { designGraph } from "#engine/graph/design/design.ts";
import {
  patternGraph,
  sequenceDesign,
  USUAL_PATTERN,
} from "#engine/graph/design/pattern.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { countParameters } from "#engine/graph/parameters.ts";
import { buildModel } from "#engine/models/catalog.ts";

const PYTHON = process.env["CONVOLVE_PYTHON"] ?? "python3";
const LOAD = `
import json, sys, keras
models = [keras.models.model_from_json(text) for text in json.load(sys.stdin)]
print(json.dumps([[m.count_params(), [None if n is None else int(n) for n in m.output_shape]] for m in models]))
`;

function hasKeras(): boolean {
  try {
    execFileSync(
      PYTHON,
      ["-c", "import keras; assert keras.__version__[0] == '3'"],
      {
        stdio: "ignore",
        env: { ...process.env, KERAS_BACKEND: "tensorflow" },
      },
    );
    return true;
  } catch {
    console.warn(
      "Skipped: loading configurations needs Python with Keras 3. Set CONVOLVE_PYTHON to such a Python.",
    );
    return false;
  }
}

describe.skipIf(!hasKeras())("keras.models.model_from_json", () => {
  it("loads what is exported, with as many parameters", () => {
    const graphs: LayerGraph[] = [
      patternGraph(
        {
          ...USUAL_PATTERN,
          batchNormalization: true,
          dropout: 0.3,
          activation: "leakyRelu",
        },
        "by pattern",
      ),
      designGraph(sequenceDesign("words", 100, 2)),
      buildModel("lenet-5"),
      buildModel("resnet-8"),
      buildModel("mobilenet-v2", { width: 0.35, inputSize: 96 }),
    ];
    const output = execFileSync(PYTHON, ["-c", LOAD], {
      input: JSON.stringify(
        graphs.map((graph) => JSON.stringify(toKerasConfig(graph))),
      ),
      env: {
        ...process.env,
        KERAS_BACKEND: "tensorflow",
        TF_CPP_MIN_LOG_LEVEL: "3",
      },
      stdio: ["pipe", "pipe", "ignore"],
      encoding: "utf8",
    });
    expect(JSON.parse(output)).toEqual(
      graphs.map((graph) => {
        const answer = graph.layers.find(({ name }) => name === graph.output);
        const units = (answer?.attributes as { units?: number }).units;
        return [countParameters(graph).total, [null, units]];
      }),
    );
  }, 120_000);
});
