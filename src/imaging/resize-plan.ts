import type { Preprocessing } from "#engine/graph/preprocessing.ts";

import type { Box } from "./triangle-resize.ts";

/** Which part of the picture goes to which part of the input; what the target box leaves free is padding. */
export interface ResizePlan {
  /** In pixels of the oriented picture. */
  readonly source: Box;
  /** In pixels of the network's input. */
  readonly target: Box;
}

/**
 * Where a picture of this size lands, in whole pixels, so that every export can do the same:
 * `squash`: all onto all. `crop`: the largest centred part with the input's aspect ratio (size rounded, margin rounded down).
 * `fit`: all onto the largest centred part of the input with the picture's aspect ratio (size rounded, at least 1, margin rounded down).
 */
export function planResize(
  width: number,
  height: number,
  preprocessing: Pick<Preprocessing, "width" | "height" | "resize">,
): ResizePlan {
  const picture = { width, height };
  const input = { width: preprocessing.width, height: preprocessing.height };
  switch (preprocessing.resize) {
    case "squash":
      return { source: whole(picture), target: whole(input) };
    case "crop":
      return { source: inscribed(input, picture), target: whole(input) };
    case "fit":
      return { source: whole(picture), target: inscribed(picture, input) };
  }
}

type Size = Pick<Box, "width" | "height">;

function whole(size: Size): Box {
  return { left: 0, top: 0, ...size };
}

/** The largest centred box inside `frame` with the aspect ratio of `shape`. */
function inscribed(shape: Size, frame: Size): Box {
  const scale = Math.min(
    frame.width / shape.width,
    frame.height / shape.height,
  );
  const width = clamp(Math.round(shape.width * scale), frame.width);
  const height = clamp(Math.round(shape.height * scale), frame.height);
  return {
    left: Math.floor((frame.width - width) / 2),
    top: Math.floor((frame.height - height) / 2),
    width,
    height,
  };
}

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(1, value));
}
