import "./image-grid.css";

import type { KeyboardEvent, MouseEvent } from "react";
import { useEffect, useMemo, useRef } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { ContextMenu } from "#renderer/ui/menu.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { useCalmRange } from "./calm-range.ts";
import { layOutGrid, moveFocus } from "./grid-layout.ts";
import { GridRow } from "./grid-row.tsx";
import { cellId } from "./image-cell.tsx";
import type { Selection } from "./selection.ts";
import {
  rangeOf,
  selectAll,
  selectBand,
  selectNone,
  selectOne,
  selectRange,
  toggleOne,
} from "./selection.ts";
import { useElementSize } from "./use-element-size.ts";
import { useRowWindow } from "./use-row-window.ts";
import { useRubberBand } from "./use-rubber-band.ts";

const PADDING = 8;

/** The pictures under a filter. Only what is in sight is drawn and asked for. */
export function ImageGrid({
  filter,
  size,
  classes,
  doubtful,
  selection,
  revealed,
  onSelection,
  allIds,
  menu,
  onPreview,
  onKey,
}: {
  filter: ImageFilter;
  /** Wanted side of a picture in pixels. */
  size: number;
  classes: ReadonlyMap<number, ImageClass>;
  /** Pictures whose label the baseline doubts. */
  doubtful: ReadonlySet<number>;
  selection: Selection;
  /** Place of a picture to bring into sight, or null. */
  revealed: number | null;
  onSelection: (selection: Selection) => void;
  allIds: () => Promise<number[]>;
  menu: readonly MenuItem[];
  onPreview: () => void;
  /** Keys that do not move: labels, exclude. */
  onKey: (event: KeyboardEvent) => void;
}) {
  const { thumbnail } = useImagePaths();
  const isOfTexts = useIsOfTexts();
  const scroller = useRef<HTMLDivElement>(null);
  const lastRevealed = useRef<number | null>(null);
  const { width, height } = useElementSize(scroller);
  const total = useImages(filter, 0, 0).total ?? 0;
  const layout = useMemo(
    () =>
      layOutGrid(
        Math.max(0, width - 2 * PADDING),
        size,
        width === 0 ? 0 : total,
      ),
    [width, size, total],
  );
  const rows = useRowWindow(scroller, layout, height, PADDING);
  const { firstRow, lastRow, scrollToRow, scrollToTop } = rows;
  const first = firstRow * layout.columns;
  const last = Math.max(
    first,
    Math.min(total, (lastRow + 1) * layout.columns) - 1,
  );
  const asked = useCalmRange({ first, last });
  const ahead = rows.goesUp ? -1 : 1;
  const images = useImages(filter, asked.first, asked.last, ahead);
  const focusedRow =
    selection.focus === null ? undefined : images.at(selection.focus);

  useEffect(scrollToTop, [scrollToTop, filter]);
  useEffect(() => {
    if (revealed !== lastRevealed.current && layout.count > 0) {
      lastRevealed.current = revealed;
      scrollToRow(Math.floor((revealed ?? 0) / layout.columns));
    }
  }, [revealed, scrollToRow, layout.count, layout.columns]);

  async function idsBetween(from: number, to: number): Promise<number[]> {
    const loaded: number[] = [];
    for (let index = from; index <= to; index += 1) {
      const row = images.at(index);
      if (row === undefined) {
        return (await allIds()).slice(from, to + 1);
      }
      loaded.push(row.id);
    }
    return loaded;
  }

  async function moveTo(index: number, extend: boolean): Promise<void> {
    scrollToRow(Math.floor(index / layout.columns));
    if (extend) {
      const [from, to] = rangeOf(selection, index);
      onSelection(selectRange(selection, index, await idsBetween(from, to)));
      return;
    }
    const id = images.at(index)?.id ?? (await allIds())[index];
    if (id !== undefined) {
      onSelection(selectOne(index, id));
    }
  }

  async function cover(
    indices: readonly number[],
    kept: boolean,
  ): Promise<void> {
    const known = indices.every((index) => images.at(index) !== undefined);
    const ids = known ? undefined : await allIds();
    const covered = indices.flatMap((index) => {
      const id = images.at(index)?.id ?? ids?.[index];
      return id === undefined ? [] : { index, id };
    });
    onSelection(selectBand(selection, covered, kept ? selection.ids : NONE));
  }

  const band = useRubberBand(
    scroller,
    layout,
    rows.top,
    PADDING,
    (indices, kept) => void cover(indices, kept),
  );

  function click(event: MouseEvent): void {
    const cell = cellOf(event.target);
    if (cell === null) {
      if (!band.wasDragged()) {
        onSelection(selectNone(selection));
      }
      return;
    }
    if (band.wasDragged()) {
      return;
    }
    if (event.shiftKey) {
      void moveTo(cell.index, true);
    } else if (event.ctrlKey || event.metaKey) {
      onSelection(toggleOne(selection, cell.index, cell.id));
    } else {
      onSelection(selectOne(cell.index, cell.id));
    }
  }

  function press(event: KeyboardEvent): void {
    if (event.altKey) {
      return;
    }
    const mod = event.ctrlKey || event.metaKey;
    if (mod && event.key.toLowerCase() === "a") {
      event.preventDefault();
      void allIds().then((ids) => onSelection(selectAll(selection, ids)));
      return;
    }
    if (mod) {
      return;
    }
    const page = Math.floor(height / layout.rowHeight);
    const target =
      selection.focus === null && event.key.startsWith("Arrow") && total > 0
        ? 0
        : moveFocus(layout, selection.focus ?? 0, event.key, page);
    if (target !== null) {
      event.preventDefault();
      void moveTo(target, event.shiftKey);
    } else if (event.key === "Escape") {
      onSelection(selectNone(selection));
    } else if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      onPreview();
    } else {
      onKey(event);
    }
  }

  function openMenu(event: MouseEvent): void {
    const cell = cellOf(event.target);
    if (cell !== null && !selection.ids.has(cell.id)) {
      onSelection(selectOne(cell.index, cell.id));
    }
  }

  if (images.error !== null) {
    return (
      <Notice tone="danger" title={strings.datasets.unreadable}>
        {images.error.message}
      </Notice>
    );
  }
  return (
    <ContextMenu items={menu}>
      <div
        ref={scroller}
        className="image-grid"
        {...{
          role: "listbox",
          tabIndex: 0,
          "aria-multiselectable": true,
          "aria-label": isOfTexts
            ? strings.datasets.texts
            : strings.datasets.pictures,
          "aria-activedescendant":
            focusedRow === undefined ? undefined : cellId(focusedRow.id),
          onClick: click,
          onDoubleClick: onPreview,
          onKeyDown: press,
          onContextMenu: openMenu,
          ...band.handlers,
        }}
      >
        <div
          className="image-grid__content"
          {...{ role: "presentation" }}
          style={{ height: rows.elementHeight }}
        >
          <div
            className="image-grid__view"
            {...{ role: "presentation" }}
            style={{ height: Math.min(height, rows.elementHeight) }}
          >
            {Array.from(
              { length: Math.max(0, lastRow - firstRow + 1) },
              (_, step) => firstRow + step,
            ).map((row) => (
              <GridRow
                key={row}
                row={row}
                left={PADDING}
                top={PADDING + row * layout.rowHeight - rows.top}
                layout={layout}
                at={images.at}
                thumbnail={thumbnail}
                classes={classes}
                doubtful={doubtful}
                selection={selection}
              />
            ))}
            {band.rectangle !== null && (
              <div
                className="image-grid__band"
                style={{
                  left: band.rectangle.left + PADDING,
                  top: band.rectangle.top + PADDING - rows.top,
                  width: band.rectangle.right - band.rectangle.left,
                  height: band.rectangle.bottom - band.rectangle.top,
                }}
              />
            )}
          </div>
        </div>
      </div>
    </ContextMenu>
  );
}

const NONE: ReadonlySet<number> = new Set();

function cellOf(
  target: EventTarget,
): { readonly index: number; readonly id: number } | null {
  const cell =
    target instanceof Element
      ? target.closest<HTMLElement>("[data-index]")
      : null;
  return cell === null
    ? null
    : {
        index: Number(cell.dataset["index"]),
        id: Number(cell.dataset["image"]),
      };
}
