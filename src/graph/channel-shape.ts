import { StudioError } from "#engine/base/errors.ts";
import { resolveAttributes } from "./attributes.ts";
import { pictureShape, requireCount, requireThat } from "./layer-checks.ts";
import type { LayerNode, LayerOp } from "./layer-graph.ts";
import type { Shape } from "./shapes.ts";

type LayerOf<Op extends LayerOp> = Extract<LayerNode, { op: Op }>;

/** @throws StudioError `graph/bad-attribute`; `graph/input-too-small` when nothing of the picture would be left */
export function croppedShape(node: LayerOf<"cropping2d">, input: Shape): Shape {
  const [height, width, channels] = pictureShape(node, input);
  const { cropping } = resolveAttributes(node);
  cropping.flat().forEach((count) => requireCount(node, "cropping", count, 0));
  const [[top, bottom], [left, right]] = cropping;
  const result = [height - top - bottom, width - left - right, channels];
  if (result.every((extent) => extent >= 1)) return result;
  throw new StudioError(
    "graph/input-too-small",
    `Layer "${node.name}" (cropping2d) cuts off ${top + bottom} rows and ${left + right} columns and needs a larger picture. Received ${height}×${width}. Use a larger input size or cut off less.`,
  );
}

/** @throws StudioError `graph/bad-attribute` when a channel is not there */
export function selectedShape(
  node: LayerOf<"selectChannels">,
  input: Shape,
): Shape {
  const { channels } = resolveAttributes(node);
  const count = input.at(-1) ?? 1;
  const wanted = `a list of whole numbers from 0 to ${count - 1}, the channels that come in`;
  requireThat(node, channels.length > 0, "channels", wanted, "an empty list");
  for (const channel of channels) {
    const isThere =
      Number.isInteger(channel) && channel >= 0 && channel < count;
    requireThat(node, isThere, "channels", wanted, channel);
  }
  return [...input.slice(0, -1), channels.length];
}

/** @throws StudioError `graph/bad-attribute` */
export function paddedChannelsShape(
  node: LayerOf<"padChannels">,
  input: Shape,
): Shape {
  const [before, after] = resolveAttributes(node).padding;
  requireCount(node, "padding", before, 0);
  requireCount(node, "padding", after, 0);
  return [...input.slice(0, -1), before + (input.at(-1) ?? 1) + after];
}

/** @throws StudioError `graph/bad-attribute` when a list has not one number per channel */
export function requireRescaling(
  node: LayerOf<"rescaling">,
  input: Shape,
): void {
  const { scale, offset } = resolveAttributes(node);
  const channels = input.at(-1) ?? 1;
  for (const [what, value] of Object.entries({ scale, offset })) {
    const numbers = typeof value === "number" ? [value] : value;
    requireThat(
      node,
      numbers.every(Number.isFinite) &&
        (typeof value === "number" || numbers.length === channels),
      what,
      `a number, or a list of one number for each of the ${channels} channels`,
      `[${numbers.join(", ")}]`,
    );
  }
}
