import { StudioError } from "#engine/base/errors.ts";
import { cutAt } from "#engine/graph/cut.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { loadModelFile } from "#engine/models/weights/load-model-file.ts";
import type { Backbone } from "./backbone.ts";

/**
 * Loads a trained network from a file of the user's, of any format of `MODEL_FORMATS`, and cuts it before its pooling layer. Pictures are
 * squashed to the input, so that nothing at their edges is lost, also where the model itself crops.
 * @param path file, directory, model.json or zip archive, such as a Teachable Machine export or the weights of Keras Applications
 * @throws StudioError as `loadModelFile`; `models/no-backbone` where there is nothing to cut
 */
export async function loadBackbone(path: string): Promise<Backbone> {
  const model = await loadModelFile(path);
  if (
    model.featureLayer === undefined ||
    model.graph.input.shape.length !== 3
  ) {
    throw new StudioError(
      "models/no-backbone",
      `"${model.title}" has no pooling or flattening layer after convolutions, so there are no features to learn on. Use an image classifier made of convolutions.`,
    );
  }
  const { body } = cutAt(model.graph, model.featureLayer);
  const names = weightSpecs(body).map((spec) => spec.name);
  return {
    id: identifier(model.title),
    title: model.title,
    graph: body,
    weights: new Map(
      [...model.weights].filter(([name]) => names.includes(name)),
    ),
    preprocessing: { ...model.preprocessing, resize: "squash" },
    licence: undefined,
    description: undefined,
    fingerprint: model.fingerprint,
  };
}

function identifier(title: string): string {
  const words = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  return words.replace(/^-|-$/g, "") || "model";
}
