import "./preview-dialog.css";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useEffect, useRef } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { WholeText } from "./text-reading.tsx";

const text = strings.datasets;

/** One picture as large as the window allows. Arrows go on, label keys and Delete work as in the grid, Space closes. */
export function PreviewDialog({
  filter,
  index,
  classes,
  onMove,
  onKey,
  onClose,
}: {
  filter: ImageFilter;
  index: number;
  classes: ReadonlyMap<number, ImageClass>;
  onMove: (index: number, imageId: number) => void;
  onKey: (event: KeyboardEvent) => void;
  onClose: () => void;
}) {
  const imagePaths = useImagePaths();
  const noun = useNoun();
  const images = useImages(filter, Math.max(0, index - 1), index + 1);
  const row = images.at(index);
  const total = images.total ?? 0;
  const imageClass = row && classes.get(row.classId);
  const body = useRef<HTMLDivElement>(null);

  function go(target: number): void {
    const next = images.at(target);
    if (next !== undefined && target >= 0 && target < total) {
      onMove(target, next.id);
    }
  }

  useEffect(() => {
    const dialog = body.current?.closest("dialog");
    function press(event: KeyboardEvent): void {
      if (event.key === " ") {
        event.preventDefault();
        onClose();
      } else if (event.key === "ArrowLeft" || event.key === "ArrowUp") {
        event.preventDefault();
        go(index - 1);
      } else if (event.key === "ArrowRight" || event.key === "ArrowDown") {
        event.preventDefault();
        go(index + 1);
      } else if (!event.altKey && !event.ctrlKey && !event.metaKey) {
        onKey(event);
      }
    }
    dialog?.addEventListener("keydown", press);
    return () => dialog?.removeEventListener("keydown", press);
  });

  return (
    <Dialog
      title={row?.fileName ?? text.preview}
      description={
        <span className="preview__note figures">
          {imageClass !== undefined && (
            <>
              <ClassSwatch colorIndex={imageClass.colorIndex} />
              {imageClass.name}
            </>
          )}
          {row?.split != null && <Badge>{text.splits[row.split]}</Badge>}
          {row?.excluded === true && (
            <Badge tone="warning">{text.exclude}</Badge>
          )}
          {row?.text === null && text.dimensions(row.width, row.height)}
          {` · ${text.place(index + 1, total)}`}
        </span>
      }
      size="large"
      className="preview"
      holdsFocus
      onClose={onClose}
    >
      <IconButton
        icon={ChevronLeft}
        label={text.previous(noun)}
        disabled={index === 0}
        onClick={() => go(index - 1)}
      />
      <div ref={body} className="preview__picture">
        {row !== undefined && row.text !== null && (
          <WholeText key={row.id} imageId={row.id} />
        )}
        {row !== undefined && row.text === null && (
          <img
            key={row.id}
            className="preview__picture"
            src={imagePaths.picture(row.id)}
            alt={`${row.fileName}, ${imageClass?.name ?? ""}`}
          />
        )}
      </div>
      <IconButton
        icon={ChevronRight}
        label={text.next(noun)}
        disabled={index >= total - 1}
        onClick={() => go(index + 1)}
      />
    </Dialog>
  );
}
