import { writeFiles } from "#engine/export/output-directory.ts";
import { writeLayersModel } from "#engine/export/tfjs/layers-model.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { createLayerBuilder } from "#engine/graph/layer-builder.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";

/** Writes a small drawn network as a TensorFlow.js layers model into a folder: something to import. */
export async function writeTinyBackbone(
  folder: string,
  name = "tiny-eyes",
): Promise<void> {
  const net = createLayerBuilder(name, { name: "picture", shape: [32, 32, 3] });
  for (const [index, filters] of [8, 16].entries()) {
    net.layer("conv2d", `conv_${index + 1}`, {
      filters,
      kernelSize: [3, 3],
      strides: [2, 2],
      padding: "same",
      activation: "relu",
    });
  }
  net.layer("globalAveragePooling2d", "pool", {});
  net.layer("dense", "predictions", { units: 4, activation: "softmax" });
  const graph = net.build();
  await writeFiles(
    folder,
    new Map(
      writeLayersModel({
        graph,
        weights: initializeWeights(graph, 5),
        preprocessing: standardPreprocessing(32, "zero-to-one"),
        labels: [],
        name,
      }),
    ),
  );
}
