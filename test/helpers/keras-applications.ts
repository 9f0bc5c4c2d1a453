import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import type { LayerGraph } from "#engine/graph/layer-graph.ts";
import { weightSpecs } from "#engine/graph/weights.ts";
import { draw, type Sampled } from "./keras-golden.ts";

/** What a function of keras.applications gives; written by test/golden/keras-applications/make.py. */
export interface KerasApplication {
  readonly application: string;
  /** Of `parameters` and `layers`, which are those for 1,000 classes. */
  readonly inputSize: number;
  readonly parameters: { readonly trainable: number; readonly total: number };
  /** Every layer with weights: `name: role shape, …` in Keras's order within the layer. */
  readonly layers: readonly string[];
  readonly pictures: number;
  /** Whether the network takes 0 to 255. */
  readonly pixels: boolean;
  /** Of the drawn kernels. */
  readonly gain: number;
  readonly cases: readonly KerasApplicationCase[];
}

export interface KerasApplicationCase {
  readonly inputSize: number;
  readonly width: number;
  /** Of the last picture before pooling: include_top=False. */
  readonly features: Sampled;
  /** Of the output without softmax. */
  readonly scores: Sampled;
}

const FOLDER = resolve("test", "golden", "keras-applications");

/** By id in the model catalogue. */
export function kerasApplications(): ReadonlyMap<string, KerasApplication> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
  return new Map(
    files.map((name) => [
      name.slice(0, -".json".length),
      JSON.parse(
        readFileSync(resolve(FOLDER, name), "utf8"),
      ) as KerasApplication,
    ]),
  );
}

/** The layers of a network with weights, as `layers` of the golden files has them. */
export function describeWeights(graph: LayerGraph): readonly string[] {
  const layers = new Map<string, string[]>();
  for (const { layer, role, shape } of weightSpecs(graph)) {
    const text = `${role} ${shape.join("x")}`.trim();
    layers.set(layer, [...(layers.get(layer) ?? []), text]);
  }
  return [...layers].map(([name, weights]) => `${name}: ${weights.join(", ")}`);
}

/** The batch that the golden values were computed for. */
export function drawnPictures(
  { pictures, pixels }: Pick<KerasApplication, "pictures" | "pixels">,
  inputSize: number,
): Tensor {
  const shape = [pictures, inputSize, inputSize, 3];
  const { data } = draw("pictures", shape);
  const value = pixels
    ? (drawn: number) => (drawn + 0.5) * 255
    : (drawn: number) => drawn * 2;
  return tensor(shape, data.map(value));
}
