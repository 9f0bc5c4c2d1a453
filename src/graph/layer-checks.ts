import { StudioError } from "#engine/base/errors.ts";
import type { LayerNode } from "./layer-graph.ts";
import type { Shape } from "./shapes.ts";

/** [height, width, channels] of a layer that takes pictures. @throws StudioError `graph/bad-shape` */
export function pictureShape(
  node: LayerNode,
  input: Shape,
): [number, number, number] {
  const [height, width, channels] = input;
  if (
    input.length !== 3 ||
    height === undefined ||
    width === undefined ||
    channels === undefined
  ) {
    throw wrongRank(
      node,
      input,
      "[height, width, channels]",
      "Put it before the layer that flattens or pools the picture.",
    );
  }
  return [height, width, channels];
}

/** [length, channels] of a layer that takes sequences. @throws StudioError `graph/bad-shape` */
export function sequenceShape(node: LayerNode, input: Shape): [number, number] {
  const [length, channels] = input;
  if (input.length !== 2 || length === undefined || channels === undefined) {
    throw wrongRank(
      node,
      input,
      "[length, channels]",
      "Put it behind an embedding or a reshape, or use the layer for pictures.",
    );
  }
  return [length, channels];
}

/** The error of a layer that cannot take its input. @param wanted the shape it needs @param advice what to do */
export function wrongRank(
  node: LayerNode,
  input: Shape,
  wanted: string,
  advice: string,
): StudioError {
  return new StudioError(
    "graph/bad-shape",
    `Layer "${node.name}" (${node.op}) needs an input ${wanted}. Received [${input.join(", ")}]. ${advice}`,
  );
}

/** @throws StudioError `graph/bad-attribute` unless the value is a whole number of at least `least` */
export function requireCount(
  node: LayerNode,
  what: string,
  value: number,
  least = 1,
): void {
  requireThat(
    node,
    Number.isInteger(value) && value >= least,
    what,
    `a whole number of at least ${least}`,
    value,
  );
}

/** @param what the attribute @param wanted what it must be @throws StudioError `graph/bad-attribute` */
export function requireThat(
  node: LayerNode,
  isGood: boolean,
  what: string,
  wanted: string,
  received: number | string,
): void {
  if (isGood) return;
  throw new StudioError(
    "graph/bad-attribute",
    `The ${what} of layer "${node.name}" (${node.op}) must be ${wanted}. Received: ${received}.`,
  );
}
