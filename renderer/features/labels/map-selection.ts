/** Selected points of a map, as a mark on each, since there may be hundreds of thousands. */
export interface MapSelection {
  /** 1 for each selected point. */
  readonly marks: Uint8Array;
  readonly count: number;
}

export function noSelection(points: number): MapSelection {
  return { marks: new Uint8Array(points), count: 0 };
}

/** These points alone, or with those that were selected. A point that is taken once more, alone, is let go. */
export function selectPoints(
  before: MapSelection,
  indices: readonly number[],
  isMore: boolean,
): MapSelection {
  const marks = isMore
    ? before.marks.slice()
    : new Uint8Array(before.marks.length);
  const [only] = indices;
  if (isMore && indices.length === 1 && only !== undefined) {
    marks[only] = marks[only] === 1 ? 0 : 1;
  } else {
    for (const index of indices) {
      marks[index] = 1;
    }
  }
  return { marks, count: countOf(marks) };
}

function countOf(marks: Uint8Array): number {
  let count = 0;
  for (const mark of marks) {
    count += mark;
  }
  return count;
}

/** All points of one colour. */
export function indicesOfGroup(colors: Uint16Array, group: number): number[] {
  const indices: number[] = [];
  colors.forEach((color, index) => {
    if (color === group) {
      indices.push(index);
    }
  });
  return indices;
}

/** Pictures of the selected points that are still on the map. */
export function selectedIds(
  { marks }: MapSelection,
  imageIds: Int32Array,
): number[] {
  const ids: number[] = [];
  marks.forEach((mark, index) => {
    if (mark === 1) {
      ids.push(imageIds[index] ?? -1);
    }
  });
  return ids;
}
