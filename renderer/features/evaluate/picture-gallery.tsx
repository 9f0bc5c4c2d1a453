import { useState } from "react";

import type { ImageFilter, ImageRow } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount, formatPercent } from "#renderer/ui/format.ts";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";

const text = strings.evaluate;

/** Pictures under a filter of a run's predictions; each leads to what the network saw in it. Give it a key per filter. */
export function PictureGallery({
  filter,
  runId,
  label,
  emptyText,
  nameOf,
  step,
  sizePx,
}: {
  filter: ImageFilter;
  runId: string;
  label: string;
  emptyText: string;
  nameOf: (classId: number) => string;
  /** Pictures shown at first, and more of with each press. */
  step: number;
  sizePx?: number;
}) {
  const imagePaths = useImagePaths();
  const [shown, setShown] = useState(step);
  const images = useImages(filter, 0, shown - 1);
  if (images.error !== null) {
    return (
      <Notice tone="danger">{describeFailure(images.error).message}</Notice>
    );
  }
  if (images.total === undefined) {
    return <LoadingBlock label={text.loadingPictures} />;
  }
  if (images.total === 0) {
    return <p className="muted">{emptyText}</p>;
  }
  const rows = Array.from(
    { length: Math.min(shown, images.total) },
    (_value, index) => images.at(index),
  ).filter((row) => row !== undefined);
  const rest = images.total - shown;
  return (
    <div className="stack">
      <Thumbnails
        label={label}
        {...(sizePx === undefined ? {} : { sizePx })}
        items={rows.map((row) => ({
          id: row.id,
          src: imagePaths.thumbnail(row.id),
          ...(row.text === null ? {} : { card: <TextCard text={row.text} /> }),
          name: describePicture(row, nameOf),
          caption: <Caption row={row} nameOf={nameOf} />,
          to: explainPath(runId, row.id),
        }))}
      />
      {rest > 0 && (
        <div>
          <Button onClick={() => setShown(shown + step)}>
            {text.more(formatCount(rest))}
          </Button>
        </div>
      )}
    </div>
  );
}

export function explainPath(runId: string, imageId: number): string {
  return `/explain?run=${encodeURIComponent(runId)}&image=${imageId}`;
}

/** What the network said and how sure, and below it what is true where that differs. */
function Caption({
  row,
  nameOf,
}: {
  row: ImageRow;
  nameOf: (classId: number) => string;
}) {
  const said = row.predictedClassId ?? row.classId;
  return (
    <>
      <span className="gallery__said">
        <span className="truncate">{nameOf(said)}</span>
        {row.confidence !== null && (
          <span className="figures">{formatPercent(row.confidence, 0)}</span>
        )}
      </span>
      {said !== row.classId && (
        <span className="muted truncate gallery__truth">
          {text.truth(nameOf(row.classId))}
        </span>
      )}
    </>
  );
}

function describePicture(
  row: ImageRow,
  nameOf: (classId: number) => string,
): string {
  return text.pictureName(
    row.fileName,
    nameOf(row.classId),
    row.predictedClassId === null
      ? strings.common.none
      : nameOf(row.predictedClassId),
    row.confidence === null
      ? strings.common.none
      : formatPercent(row.confidence, 0),
  );
}
