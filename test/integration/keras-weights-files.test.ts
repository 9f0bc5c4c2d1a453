import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import { loadCatalogWeights } from "#engine/models/weights/load-model-file.ts";
import { KERAS_FILES } from "#test/helpers/keras-files.ts";
import { draw } from "#test/helpers/keras-golden.ts";
import { hasKeras, runKeras } from "#test/helpers/python-keras.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

/** Function of keras.applications, our id, pixels, whole or without head, gain of the kernels that keeps values in bounds. */
const NETWORKS = [
  ["InceptionV3", "inception-v3", 96, "top", 2],
  ["NASNetMobile", "nasnet-mobile", 64, "top", 1],
  ["Xception", "xception", 96, "notop", 0.5],
  ["MobileNetV3Small", "mobilenet-v3-small", 64, "top", 2],
  ["EfficientNetB0", "efficientnet-b0", 64, "notop", 1],
] as const;

describe.skipIf(!hasKeras("making full-size weight files"))(
  "weight files of Keras Applications, in full size and with names that start at other numbers",
  () => {
    it("make our networks answer as Keras's do", async () => {
      const folder = await temporaryFolder();
      const wanted = NETWORKS.map(([name, , size, part, gain]) =>
        [name, size, part, gain].join(":"),
      );
      const script = KERAS_FILES.path("applications.py");
      const expected = JSON.parse(
        runKeras([script, folder, ...wanted]),
      ) as Record<string, number[]>;
      const results: object[] = [];
      for (const [name, id, inputSize] of NETWORKS) {
        const path = join(folder, `${name}.h5`);
        const options = { inputSize, classes: 7 };
        const loaded = await loadCatalogWeights(id, options, path);
        const forward = await createOnnxExecutor().createForward(loaded);
        const pictures = draw("pictures", [1, inputSize, inputSize, 3]);
        const output = (await forward.run(pictures)).get(loaded.graph.output);
        await forward.dispose();
        const answers = expected[name] ?? [];
        const largest = Math.max(...answers.map(Math.abs));
        const worst = answers.reduce(
          (most, value, index) =>
            Math.max(most, Math.abs(value - (output?.data[index] ?? NaN))),
          0,
        );
        results.push({
          name,
          part: loaded.part,
          hasDifferentAnswers: largest - Math.min(...answers) > 0.01,
          isEqual: worst / Math.max(1, largest) < 1e-4,
        });
      }
      expect(results).toEqual(
        NETWORKS.map(([name, , , part]) => ({
          name,
          part: part === "top" ? "whole" : "body",
          hasDifferentAnswers: true,
          isEqual: true,
        })),
      );
    }, 400_000);
  },
);
