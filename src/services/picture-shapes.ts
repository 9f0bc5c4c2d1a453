import type { PictureShapes } from "#api/resize.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { PictureShape } from "#engine/storage/index-types.ts";

/** How many of the widest, of the tallest and of the most usual shapes are shown. */
const OF_EACH = 2;

/** What cropping to a square would cost, and the pictures that show it best. */
export function pictureShapes(
  reader: Pick<IndexReader, "shapes">,
): PictureShapes {
  const shapes = reader.shapes();
  const pictures = shapes.reduce((sum, { count }) => sum + count, 0);
  const lost = shapes.reduce(
    (sum, shape) => sum + lostByCrop(shape) * shape.count,
    0,
  );
  const byLoss = shapes.toSorted((a, b) => lostByCrop(b) - lostByCrop(a));
  return {
    pictures,
    cropLoss: {
      mean: pictures === 0 ? 0 : lost / pictures,
      median: lossOfHalf(byLoss, pictures),
      most: byLoss[0] === undefined ? 0 : lostByCrop(byLoss[0]),
    },
    imageIds: worthSeeing(shapes),
  };
}

/** Share of the area outside of the largest square. */
function lostByCrop({ width, height }: PictureShape): number {
  return 1 - Math.min(width, height) / Math.max(width, height);
}

/** Half of the pictures lose at least this. */
function lossOfHalf(byLoss: readonly PictureShape[], pictures: number): number {
  let counted = 0;
  for (const shape of byLoss) {
    counted += shape.count;
    if (counted >= pictures / 2) return lostByCrop(shape);
  }
  return 0;
}

/** The widest and the tallest in turn, then the most usual of the others. */
function worthSeeing(shapes: readonly PictureShape[]): number[] {
  const aspect = ({ width, height }: PictureShape) => width / height;
  const byAspect = shapes.toSorted((a, b) => aspect(b) - aspect(a));
  const extremes = new Set(
    Array.from({ length: OF_EACH }, (_, rank) => [
      byAspect.at(rank),
      byAspect.at(-1 - rank),
    ])
      .flat()
      .filter((shape) => shape !== undefined),
  );
  const usual = shapes
    .filter((shape) => !extremes.has(shape))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, OF_EACH);
  return [...extremes, ...usual].map(({ imageId }) => imageId);
}
