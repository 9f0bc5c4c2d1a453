import type { ImageClass, ImageRow } from "#api/datasets.ts";

import type { GridLayout } from "./grid-layout.ts";
import { GRID_GAP } from "./grid-layout.ts";
import { ImageCell } from "./image-cell.tsx";
import type { Selection } from "./selection.ts";

/** One row of the grid, at its place in the view. */
export function GridRow({
  row,
  left,
  top,
  layout,
  at,
  thumbnail,
  classes,
  doubtful,
  selection,
}: {
  row: number;
  left: number;
  top: number;
  layout: GridLayout;
  at: (index: number) => ImageRow | undefined;
  thumbnail: (imageId: number) => string;
  classes: ReadonlyMap<number, ImageClass>;
  doubtful: ReadonlySet<number>;
  selection: Selection;
}) {
  const start = row * layout.columns;
  const length = Math.min(layout.columns, layout.count - start);
  return (
    <div
      className="image-grid__row"
      {...{ role: "presentation" }}
      style={{
        transform: `translate(${left}px, ${top}px)`,
        height: layout.rowHeight - GRID_GAP,
        gap: GRID_GAP,
        gridTemplateColumns: `repeat(${layout.columns}, ${layout.cellWidth}px)`,
      }}
    >
      {Array.from({ length }, (_, column) => {
        const index = start + column;
        const image = at(index);
        const predictedId = image?.predictedClassId ?? null;
        return (
          <ImageCell
            key={index}
            row={image}
            source={image && thumbnail(image.id)}
            index={index}
            total={layout.count}
            imageClass={image && classes.get(image.classId)}
            predicted={
              predictedId === null || predictedId === image?.classId
                ? undefined
                : classes.get(predictedId)
            }
            selected={image !== undefined && selection.ids.has(image.id)}
            focused={selection.focus === index}
            doubtful={image !== undefined && doubtful.has(image.id)}
          />
        );
      })}
    </div>
  );
}
