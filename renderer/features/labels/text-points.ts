import type { MapPoints } from "./map-room.tsx";

/**
 * The baseline's places as the columns of a map; a text that has left the data set is left out.
 * @param members ids of the texts of each class
 */
export function pointsOfTexts(
  places: readonly {
    readonly imageId: number;
    readonly x: number;
    readonly y: number;
  }[],
  classIds: readonly number[],
  members: readonly (readonly number[])[],
): MapPoints {
  const classOf = new Map<number, number>();
  members.forEach((ids, place) => {
    for (const id of ids) {
      classOf.set(id, classIds[place] ?? -1);
    }
  });
  const known = places.filter(({ imageId }) => classOf.has(imageId));
  return {
    imageIds: Int32Array.from(known, ({ imageId }) => imageId),
    x: Float32Array.from(known, ({ x }) => x),
    y: Float32Array.from(known, ({ y }) => y),
    classIds: Int32Array.from(
      known,
      ({ imageId }) => classOf.get(imageId) ?? -1,
    ),
  };
}
