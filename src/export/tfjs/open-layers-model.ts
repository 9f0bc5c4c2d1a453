import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { selectBackend } from "#engine/compute/tfjs/backend.ts";
import type { ExportRunner } from "#engine/export/export-types.ts";

/** Opens a written tf.LayersModel with TensorFlow.js itself, in plain JavaScript. */
export async function openLayersModel(
  directory: string,
): Promise<ExportRunner> {
  await selectBackend("cpu");
  const model = await tf.loadLayersModel(fromDirectory(directory));
  return {
    runtime: "tfjs",
    async run({ shape, data }) {
      await selectBackend("cpu");
      const output = tf.tidy(
        () => model.predict(tf.tensor(data, [...shape])) as tf.Tensor,
      );
      const probabilities = (await output.data()) as Float32Array;
      output.dispose();
      return probabilities.slice();
    },
    async dispose() {
      model.dispose();
    },
  };
}

/** Reads the written files the way a web page would get them. */
function fromDirectory(directory: string): tf.io.IOHandler {
  return {
    async load(): Promise<tf.io.ModelArtifacts> {
      const text = await readFile(join(directory, "model.json"), "utf8");
      const json = JSON.parse(text) as tf.io.ModelJSON;
      const groups = await Promise.all(
        json.weightsManifest.flatMap(({ paths }) =>
          paths.map((path) => readFile(join(directory, path))),
        ),
      );
      return {
        modelTopology: json.modelTopology,
        weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
        weightData: new Uint8Array(Buffer.concat(groups)).buffer,
      };
    },
  };
}
