/** The small picture of a network on its card: volumes that shrink in space and grow in depth, of one width for all networks. */

export interface OutlineStage {
  /** Extent in space; 1 for a vector. */
  readonly side: number;
  readonly channels: number;
}

export interface OutlineBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How far the box reaches back, to the upper right. */
  readonly depth: number;
  readonly isVector: boolean;
}

export const OUTLINE_WIDTH = 104;
export const OUTLINE_HEIGHT = 48;

const TALLEST = 34;
const LOWEST = 4;
const SLANT = 0.38;
const GAP = 2;
const MARGIN = 1;

/**
 * Boxes from left to right in a picture of `OUTLINE_WIDTH` × `OUTLINE_HEIGHT`; none of no stages. Heights go by the root of the extent,
 * widths by the logarithm of the channels, so that a hundredfold of either still fits.
 */
export function layOutOutline(stages: readonly OutlineStage[]): OutlineBox[] {
  const largest = Math.max(1, ...stages.map(({ side }) => side));
  const drawn = stages.map(({ side, channels }) => {
    const isVector = side <= 1;
    const height = LOWEST + (TALLEST - LOWEST) * Math.sqrt(side / largest);
    return {
      height: isVector ? 6 + 2 * Math.log2(channels + 1) : height,
      depth: isVector ? 0 : height * SLANT,
      thickness: isVector ? 2 : Math.log2(channels + 1),
      isVector,
    };
  });
  const thickness = drawn.reduce((sum, box) => sum + box.thickness, 0);
  const last = drawn.at(-1)?.depth ?? 0;
  const room =
    OUTLINE_WIDTH - 2 * MARGIN - last - GAP * Math.max(0, drawn.length - 1);
  // Boxes of a short network stay slim.
  const scale = Math.min(2, room / Math.max(1, thickness));
  const bottom = OUTLINE_HEIGHT - MARGIN;
  let x = MARGIN;
  return drawn.map(({ height, depth, thickness: own, isVector }) => {
    const box = {
      x,
      y: bottom - (bottom - MARGIN - height - depth) / 2 - height,
      width: own * scale,
      height,
      depth,
      isVector,
    };
    x += box.width + GAP;
    return box;
  });
}
