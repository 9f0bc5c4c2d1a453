import { readFile } from "node:fs/promises";
import { join } from "node:path";

import type { Tensor } from "#engine/base/tensor.ts";
import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { normalisePictures } from "#engine/imaging/normalise.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import { readSafetensors } from "#engine/models/weights/safetensors.ts";

/** Everything that a first prediction needs, from files: the cold start of our side. @returns a probability per class */
export async function predictOnce(
  folder: string,
  picture: string,
  threads: number,
): Promise<Float32Array> {
  const { graph } = JSON.parse(
    await readFile(join(folder, "network.json"), "utf8"),
  ) as { graph: LayerGraph };
  const weights = await readFile(join(folder, "weights.safetensors"));
  const forward = await createOnnxExecutor({ threads }).createForward({
    graph,
    weights: readSafetensors(weights).tensors,
  });
  const [size = 1, , channels] = graph.input.shape;
  const preprocessing = standardPreprocessing(size, "minus-one-to-one", {
    channels: channels === 1 ? "gray" : "rgb",
  });
  const pixels = await preparePicture(await readFile(picture), preprocessing);
  const input = normalisePictures([pixels], preprocessing);
  return ((await forward.run(input)).get(graph.output) as Tensor).data;
}
