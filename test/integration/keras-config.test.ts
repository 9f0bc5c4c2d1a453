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
import { hasKeras, runKeras } from "#test/helpers/python-keras.ts";

const LOAD = `
import json, sys, keras
models = [keras.models.model_from_json(text) for text in json.load(sys.stdin)]
print(json.dumps([[m.count_params(), [None if n is None else int(n) for n in m.output_shape]] for m in models]))
`;

describe.skipIf(!hasKeras("loading configurations"))(
  "keras.models.model_from_json",
  () => {
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
      const output = runKeras(
        ["-c", LOAD],
        JSON.stringify(
          graphs.map((graph) => JSON.stringify(toKerasConfig(graph))),
        ),
      );
      expect(JSON.parse(output)).toEqual(
        graphs.map((graph) => {
          const answer = graph.layers.find(({ name }) => name === graph.output);
          const units = (answer?.attributes as { units?: number } | undefined)
            ?.units;
          return [countParameters(graph).total, [null, units]];
        }),
      );
    }, 120_000);
  },
);
