import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { createSession, OrtTensor } from "#engine/compute/onnx/session.ts";
import { emitPictureModel } from "#engine/export/onnx/onnx-models.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import {
  PADDINGS,
  standardPreprocessing,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { resizePixels } from "#engine/imaging/prepare.ts";

describe("the preprocessing inside model.onnx", () => {
  const cases: Preprocessing[] = [
    standardPreprocessing(32, "zero-to-255"),
    standardPreprocessing(32, "minus-one-to-one", {
      resize: "crop",
      channels: "bgr",
    }),
    standardPreprocessing(32, "zero-to-255", {
      resize: "fit",
      background: [9, 90, 200],
    }),
    standardPreprocessing(32, "zero-to-one", {
      resize: "fit",
      channels: "gray",
    }),
    ...PADDINGS.map((padding) =>
      standardPreprocessing(32, "zero-to-255", { resize: "fit", padding }),
    ),
    {
      ...standardPreprocessing(32, "zero-to-255", {
        resize: "fit",
        padding: "mirror",
      }),
      height: 27,
    },
  ];
  it.each(cases)(
    "sees what the app sees: $resize, $padding, $channels, $width × $height",
    async (preprocessing) => {
      const channels = preprocessing.channels === "gray" ? 1 : 3;
      const graph: LayerGraph = {
        name: "see",
        input: {
          name: "x",
          shape: [preprocessing.height, preprocessing.width, channels],
        },
        layers: [
          { name: "flat", op: "flatten", inputs: ["x"], attributes: {} },
        ],
        output: "flat",
      };
      const model = {
        graph,
        weights: new Map(),
        preprocessing,
        labels: [],
        name: "see",
      };
      const session = await createSession(emitPictureModel(model));
      const range = 255 / (preprocessing.divisor[0] as number);
      for (const [width, height] of [
        [50, 41],
        [41, 90],
        [20, 7],
        [32, 32],
        [3, 200],
      ] as const) {
        const random = createRandom(width, height);
        const pixels = Uint8Array.from({ length: width * height * 3 }, () =>
          random.integer(256),
        );
        const picture = new OrtTensor("uint8", pixels, [1, height, width, 3]);
        const { probabilities } = await session.run({ picture });
        const expected = normalisePictures(
          [resizePixels(pixels, width, height, preprocessing)],
          preprocessing,
        ).data;
        const received = probabilities?.data as Float32Array;
        const differences = expected.map(
          (value, i) => Math.abs(value - (received[i] as number)) / range,
        );
        expect(Math.max(...differences)).toBeLessThan(1.01 / 255);
        const changed = differences.filter(
          (difference) => difference > 0.5 / 255,
        ).length;
        expect(changed / differences.length).toBeLessThan(0.02);
      }
      await session.dispose();
    },
  );
});
