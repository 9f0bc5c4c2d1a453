import "./map-dialog.css";

import { useMemo, useRef, useState } from "react";

import type { ImageClass } from "#api/datasets.ts";
import type { Baseline } from "#api/training.ts";
import { ChartTable } from "#renderer/charts/chart-table.tsx";
import { EmbeddingMap } from "#renderer/charts/embedding-map.tsx";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import {
  useBaseline,
  useClassOfImages,
  useImage,
} from "#renderer/engine-client/use-datasets.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { classesOnMap } from "./map-classes.ts";
import { useElementSize } from "./use-element-size.ts";

const text = strings.datasets;
const LEAST_HEIGHT_PX = 160;

/** The pictures as the instant baseline's features place them: what looks alike lies together, a stranger among others stands out. */
export function MapDialog({
  classes,
  onPicture,
  onClose,
}: {
  classes: readonly ImageClass[];
  onPicture: (imageId: number) => void;
  onClose: () => void;
}) {
  const baseline = useBaseline().data;
  const ids = useMemo(() => classes.map(({ id }) => id), [classes]);
  const classOf = useClassOfImages(ids);
  return (
    <Dialog
      title={text.map}
      description={text.mapMessage}
      size="large"
      className="map-dialog"
      onClose={onClose}
    >
      {baseline === undefined || classOf === undefined ? (
        <LoadingBlock label={strings.common.loading} />
      ) : (
        <PictureMap
          baseline={baseline}
          classes={classes}
          classOf={classOf}
          onPicture={onPicture}
        />
      )}
    </Dialog>
  );
}

function PictureMap({
  baseline,
  classes,
  classOf,
  onPicture,
}: {
  baseline: Baseline;
  classes: readonly ImageClass[];
  classOf: ReadonlyMap<number, number>;
  onPicture: (imageId: number) => void;
}) {
  const surface = useRef<HTMLDivElement>(null);
  const { height } = useElementSize(surface);
  const [imageId, setImageId] = useState<number | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const classById = useMemo(
    () => new Map(classes.map((one) => [one.id, one])),
    [classes],
  );
  const doubtful = useMemo(
    () => new Set(baseline.suspicious.map((one) => one.imageId)),
    [baseline],
  );
  const points = useMemo(
    () =>
      baseline.map.flatMap(({ imageId: id, x, y }) => {
        const ofClass = classById.get(classOf.get(id) ?? -1);
        return ofClass === undefined
          ? []
          : {
              id,
              x,
              y,
              color: categoryColor(ofClass.colorIndex),
              marked: doubtful.has(id),
              faint: chosen.size > 0 && !chosen.has(ofClass.id),
            };
      }),
    [baseline, classById, classOf, doubtful, chosen],
  );
  const onMap = useMemo(
    () => classesOnMap(baseline.map, classOf),
    [baseline, classOf],
  );
  const nameOf = (classId: number | null | undefined) =>
    classById.get(classId ?? -1)?.name ?? "–";

  function toggle(classId: number): void {
    const next = new Set(chosen);
    if (!next.delete(classId)) {
      next.add(classId);
    }
    setChosen(next);
  }

  return (
    <>
      <div ref={surface} className="map-dialog__surface">
        <EmbeddingMap
          points={points}
          label={text.mapOf(points.length)}
          heightPx={Math.max(LEAST_HEIGHT_PX, height)}
          describePoint={({ id, marked }) =>
            text.mapPoint(nameOf(classOf.get(id)), marked === true)
          }
          onHover={(point) => setImageId(point?.id ?? null)}
          onOpen={({ id }) => onPicture(id)}
        />
      </div>
      <div className="map-dialog__side">
        <Reading
          imageId={imageId}
          imageClass={classById.get(classOf.get(imageId ?? -1) ?? -1)}
          isDoubtful={doubtful.has(imageId ?? -1)}
        />
        <section className="map-dialog__legend" aria-label={text.mapClasses}>
          {onMap.map(({ classId, count }) => (
            <button
              key={classId}
              type="button"
              className="map-dialog__class"
              aria-pressed={chosen.has(classId)}
              onClick={() => toggle(classId)}
            >
              <ClassSwatch
                colorIndex={classById.get(classId)?.colorIndex ?? 0}
              />
              <span className="truncate grow">{nameOf(classId)}</span>
              <span className="muted small figures">{formatCount(count)}</span>
            </button>
          ))}
          <ChartTable
            label={text.mapTable}
            caption={text.map}
            columns={[text.label, text.pictures, text.nearestClass]}
            rows={() =>
              onMap.map(({ classId, count, nearest }) => [
                nameOf(classId),
                formatCount(count),
                nameOf(nearest),
              ])
            }
          />
        </section>
      </div>
    </>
  );
}

/** The picture under the pointer or the keys. */
function Reading({
  imageId,
  imageClass,
  isDoubtful,
}: {
  imageId: number | null;
  imageClass: ImageClass | undefined;
  isDoubtful: boolean;
}) {
  const { thumbnail } = useImagePaths();
  const image = useImage(imageId).data;
  if (imageId === null) {
    return <div className="map-dialog__reading muted small">{text.mapHow}</div>;
  }
  return (
    <div className="map-dialog__reading stack stack--tight">
      {image?.id === imageId && image.text !== null ? (
        <TextCard text={image.text} />
      ) : (
        <img src={thumbnail(imageId)} alt="" />
      )}
      {imageClass !== undefined && (
        <span className="row">
          <ClassSwatch colorIndex={imageClass.colorIndex} />
          <span className="truncate">{imageClass.name}</span>
        </span>
      )}
      {image?.id === imageId && (
        <span className="muted small truncate">{image.fileName}</span>
      )}
      {isDoubtful && <span className="small">{text.doubtful}</span>}
    </div>
  );
}
