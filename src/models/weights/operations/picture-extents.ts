import { badGraph } from "./convert-operations.ts";

/** Pixels of a side, as for the networks of the catalog. */
const LONGEST_SIDE = 4096;

/**
 * The three extents behind the batch, in the file's order.
 * @param shape as the file declares the input, with the batch; undefined where an extent is open
 * @throws StudioError `models/bad-graph` where it is no batch of pictures of one size
 */
export function pictureExtents(
  file: string,
  shape: readonly (number | undefined)[],
): readonly [number, number, number] {
  const [, first = 0, second = 0, third = 0] = shape;
  const extents = [first, second, third] as const;
  const fits = extents.every(
    (extent) =>
      Number.isInteger(extent) && extent > 0 && extent <= LONGEST_SIDE,
  );
  if (shape.length === 4 && fits) return extents;
  const received = shape.map((extent) => extent ?? "?").join(", ");
  throw badGraph(
    file,
    `its input has the shape [${received.slice(0, 200)}], not a batch of pictures of one size with at most ${LONGEST_SIDE} pixels a side`,
  );
}
