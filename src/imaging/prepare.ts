import {
  paddedPosition,
  type Padding,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";

import { DEFAULT_DECODE_LIMITS } from "./decode-limits.ts";
import type { DecodeLimits } from "./decode-limits.ts";
import { openPlainPicture } from "./decode.ts";
import type { PictureFacts } from "./picture-facts.ts";
import { runPipeline } from "./plain-pipeline.ts";
import type { Colour } from "./plain-pipeline.ts";
import { readPictureFacts } from "./read-picture-facts.ts";
import { planResize } from "./resize-plan.ts";
import type { PixelRows } from "./picture-kernels.ts";
import { resizePixelRows, resizeTriangle } from "./triangle-resize.ts";
import type { Box } from "./triangle-resize.ts";

/** Above this a picture is first shrunk by a whole factor while it is decoded, so that memory stays bounded. */
const MAX_FULL_PIXELS = 32e6;
/** The final filter still spans at least this many pre-shrunk pixels, so that its shape decides. */
const MIN_REMAINING_SHRINK = 4;

/**
 * A picture file as a network sees it before normalisation: decoded, oriented, in sRGB, opaque and resized as the
 * preprocessing says.
 * @returns RGB8, [height, width, 3]
 * @throws PictureError for a file that cannot be used
 */
export async function preparePicture(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  limits: DecodeLimits = DEFAULT_DECODE_LIMITS,
): Promise<Uint8Array> {
  const plain = openPlainPicture(bytes, limits);
  if (plain) return resizeRows(plain.rows, preprocessing);
  const facts = await readPictureFacts(bytes, limits);
  const { width, height } = decodeSize(facts, preprocessing);
  const { background } = preprocessing;
  const pixels = await runPipeline(
    bytes,
    facts,
    { background, limits },
    (pipeline) =>
      (width === facts.width
        ? pipeline
        : pipeline.resize({ width, height, fit: "fill", kernel: "linear" })
      ).raw({ depth: "uchar" }),
  );
  return resizePixels(pixels, width, height, preprocessing);
}

/**
 * Resizes decoded pixels as the preprocessing says: the part of `preparePicture` after decoding.
 * @param pixels RGB8, [height, width, 3]
 * @returns RGB8, [preprocessing.height, preprocessing.width, 3]
 */
export function resizePixels(
  pixels: Uint8Array,
  width: number,
  height: number,
  preprocessing: Preprocessing,
): Uint8Array {
  const { source, target } = planResize(width, height, preprocessing);
  const resized = resizeTriangle(
    pixels,
    width,
    source,
    target.width,
    target.height,
  );
  return placeOnCanvas(resized, target, preprocessing);
}

function resizeRows(rows: PixelRows, preprocessing: Preprocessing): Uint8Array {
  const { source, target } = planResize(rows.width, rows.height, preprocessing);
  const resized = resizePixelRows(rows, source, target.width, target.height);
  return placeOnCanvas(resized, target, preprocessing);
}

function placeOnCanvas(
  resized: Uint8Array,
  target: Box,
  preprocessing: Preprocessing,
): Uint8Array {
  if (
    target.width === preprocessing.width &&
    target.height === preprocessing.height
  ) {
    return resized;
  }
  const { padding = "constant" } = preprocessing;
  if (padding !== "constant") {
    return continueOutwards(resized, target, preprocessing, padding);
  }
  const canvas = filled(
    preprocessing.width * preprocessing.height,
    preprocessing.background,
  );
  const rowLength = target.width * 3;
  for (let y = 0; y < target.height; y++) {
    const to = ((target.top + y) * preprocessing.width + target.left) * 3;
    canvas.set(resized.subarray(y * rowLength, (y + 1) * rowLength), to);
  }
  return canvas;
}

/** The canvas, full of the picture's own pixels. */
function continueOutwards(
  resized: Uint8Array,
  target: Box,
  { width, height }: Preprocessing,
  padding: Exclude<Padding, "constant">,
): Uint8Array {
  const columns = Array.from(
    { length: width },
    (_, x) => paddedPosition(x - target.left, target.width, padding) * 3,
  );
  const canvas = new Uint8Array(width * height * 3);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const row =
      paddedPosition(y - target.top, target.height, padding) * target.width * 3;
    for (const column of columns) {
      const from = row + column;
      canvas[to++] = resized[from] as number;
      canvas[to++] = resized[from + 1] as number;
      canvas[to++] = resized[from + 2] as number;
    }
  }
  return canvas;
}

function decodeSize(
  facts: PictureFacts,
  preprocessing: Preprocessing,
): { width: number; height: number } {
  const wanted = Math.ceil(
    Math.sqrt((facts.width * facts.height) / MAX_FULL_PIXELS),
  );
  const { source, target } = planResize(
    facts.width,
    facts.height,
    preprocessing,
  );
  const possible = Math.floor(
    Math.min(source.width / target.width, source.height / target.height) /
      MIN_REMAINING_SHRINK,
  );
  const factor = Math.max(1, Math.min(wanted, possible));
  return factor === 1
    ? facts
    : {
        width: Math.round(facts.width / factor),
        height: Math.round(facts.height / factor),
      };
}

function filled(pixelCount: number, [red, green, blue]: Colour): Uint8Array {
  const canvas = new Uint8Array(pixelCount * 3);
  for (let i = 0; i < canvas.length; i += 3) {
    canvas[i] = red;
    canvas[i + 1] = green;
    canvas[i + 2] = blue;
  }
  return canvas;
}
