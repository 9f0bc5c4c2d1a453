import { Shuffle } from "lucide-react";
import { useMemo, useState } from "react";

import type { ImageRow } from "#api/datasets.ts";
import type { Augmentation, Recipe } from "#api/training.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useAugmentationPreview } from "#renderer/engine-client/use-augmentation-preview.ts";
import {
  useImages,
  type ImageWindow,
} from "#renderer/engine-client/use-images.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.augment;
const ROWS = 4;
const MOST_COLUMNS = 6;
const FROM_FIRST = 200;
/** By name, because pictures are added class by class. */
const TRAINING_PICTURES = {
  splits: ["train" as const],
  order: "name" as const,
};

/** Rows of the person's own pictures: as they are, then as training will see them. */
export function AugmentationPreview({
  recipe,
  augmentation,
}: {
  recipe: Recipe;
  augmentation: Augmentation;
}) {
  const [round, setRound] = useState(0);
  const window = useImages(TRAINING_PICTURES, 0, FROM_FIRST - 1);
  const pictures = choosePictures(window, round);
  const variants = Math.min(recipe.variants, MOST_COLUMNS);
  const { inputSize, resize, seed } = recipe;
  const asked = useMemo(
    () => ({ augmentation, variants, inputSize, resize, seed }),
    [augmentation, variants, inputSize, resize, seed],
  );
  const preview = useAugmentationPreview(
    pictures.map(({ id }) => id),
    asked,
  );
  const nameOf = (imageId: number) =>
    pictures.find(({ id }) => id === imageId)?.fileName ?? "";

  return (
    <section className="augment__preview" aria-label={text.preview}>
      <div className="row row--between">
        <h3>{text.preview}</h3>
        <Button
          size="small"
          variant="quiet"
          icon={Shuffle}
          onClick={() => setRound(round + 1)}
        >
          {text.otherPictures}
        </Button>
      </div>
      {window.total === 0 && <p className="muted">{text.empty}</p>}
      {preview.error !== null && (
        <Notice tone="danger">{describeFailure(preview.error).message}</Notice>
      )}
      <div
        className="augment__grid"
        aria-busy={preview.isFetching}
        style={{
          gridTemplateColumns: `repeat(${variants + 1}, minmax(0, 1fr))`,
        }}
      >
        <span className="muted small">{text.original}</span>
        {Array.from({ length: variants }, (_value, index) => (
          <span key={index} className="muted small truncate">
            {text.version(index + 1)}
          </span>
        ))}
        {preview.data === undefined
          ? Array.from(
              { length: (variants + 1) * pictures.length },
              (_value, index) => <span key={index} className="augment__tile" />,
            )
          : preview.data.rows.flatMap((row) => [
              <span key={row.imageId} className="augment__tile">
                <img
                  src={row.original}
                  alt={text.originalAlt(nameOf(row.imageId))}
                />
              </span>,
              ...Array.from({ length: variants }, (_value, index) => (
                <span key={`${row.imageId}-${index}`} className="augment__tile">
                  {row.variants[index] !== undefined && (
                    <img
                      src={row.variants[index]}
                      alt={text.versionAlt(nameOf(row.imageId), index + 1)}
                    />
                  )}
                </span>
              )),
            ])}
      </div>
    </section>
  );
}

/** A few pictures of different classes; each round others. */
function choosePictures(window: ImageWindow, round: number): ImageRow[] {
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
  return Array.from({ length: Math.min(ROWS, loaded) }, (_value, place) => {
    const turn = round * ROWS + place;
    const rows = classes[turn % Math.max(classes.length, 1)];
    return rows?.[Math.floor(turn / Math.max(classes.length, 1)) % rows.length];
  }).filter(
    (row, index, all): row is ImageRow =>
      row !== undefined && all.findIndex((one) => one?.id === row.id) === index,
  );
}
