import type { Split } from "#api/base.ts";

import { VERSION_SIDES } from "./versions-file.ts";

export interface SideAssignment {
  readonly imageId: number;
  readonly split: Split | null;
}

/** Sides of pictures in two columns, which go from one process or thread to another in an instant, however many they are. */
export interface SideColumns {
  readonly imageIds: Int32Array;
  /** 0: none, else 1 + its place in `VERSION_SIDES`. */
  readonly sides: Uint8Array;
}

export function toSideColumns(
  assignments: readonly SideAssignment[],
): SideColumns {
  return {
    imageIds: Int32Array.from(assignments, ({ imageId }) => imageId),
    sides: Uint8Array.from(assignments, ({ split }) =>
      split === null ? 0 : 1 + VERSION_SIDES.indexOf(split),
    ),
  };
}

export function fromSideColumns({
  imageIds,
  sides,
}: SideColumns): SideAssignment[] {
  return Array.from(imageIds, (imageId, row) => ({
    imageId,
    split: VERSION_SIDES[(sides[row] as number) - 1] ?? null,
  }));
}
