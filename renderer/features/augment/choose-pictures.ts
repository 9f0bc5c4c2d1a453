import type { ImageRow } from "#api/datasets.ts";
import type { ImageWindow } from "#renderer/engine-client/use-images.ts";

/** From so many of the first pictures those that are shown are chosen. */
export const FROM_FIRST = 200;

/** Some pictures of different classes; each round others. */
export function choosePictures(
  window: ImageWindow,
  count: number,
  round: number,
): ImageRow[] {
  const loaded = Math.min(window.total ?? 0, FROM_FIRST);
  const byClass = new Map<number, ImageRow[]>();
  for (let index = 0; index < loaded; index++) {
    const row = window.at(index);
    if (row === undefined) continue;
    const known = byClass.get(row.classId);
    if (known === undefined) byClass.set(row.classId, [row]);
    else known.push(row);
  }
  const classes = [...byClass.values()];
  return Array.from({ length: Math.min(count, loaded) }, (_value, place) => {
    const turn = round * count + place;
    const rows = classes[turn % Math.max(classes.length, 1)];
    return rows?.[Math.floor(turn / Math.max(classes.length, 1)) % rows.length];
  }).filter(
    (row, index, all): row is ImageRow =>
      row !== undefined && all.findIndex((one) => one?.id === row.id) === index,
  );
}
