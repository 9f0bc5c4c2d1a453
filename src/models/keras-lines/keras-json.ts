import { StudioError } from "#engine/base/errors.ts";
import { designOfGraph, type Design } from "#engine/graph/design/design.ts";
import {
  flattenKerasModel,
  isRecord,
} from "#engine/models/weights/keras-config.ts";
import { kerasGraph } from "#engine/models/weights/keras-graph.ts";

/**
 * A design from what `model.to_json()` of Keras 2 or 3 writes, or from the `model.json` of a TensorFlow.js layers model; Sequential
 * or Functional. Weights are not read.
 * @throws StudioError `models/not-json`, `models/bad-topology`, `models/unsupported-topology`, `models/unsupported-layer`,
 *   `graph/…`
 */
export function designOfKerasJson(text: string): Design {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
    // A notebook's output of to_json() is often pasted with its quotes: then it is a text that holds the JSON.
    if (typeof parsed === "string") parsed = JSON.parse(parsed);
  } catch (cause) {
    throw new StudioError(
      "models/not-json",
      `A Keras configuration is the JSON of model.to_json(). This is not JSON: ${(cause as Error).message}.`,
      { cause },
    );
  }
  const topology = isRecord(parsed)
    ? (parsed["modelTopology"] ?? parsed)
    : parsed;
  return designOfGraph(kerasGraph(flattenKerasModel(topology)));
}
