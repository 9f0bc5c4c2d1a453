import { ChevronRight, Shuffle } from "lucide-react";
import { useState } from "react";

import type { ImageRow } from "#api/datasets.ts";
import type { Recipe } from "#api/recipe.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useAugmentationPreview } from "#renderer/engine-client/use-augmentation-preview.ts";
import type { SeenBy } from "#renderer/engine-client/use-augmentation.ts";
import type { ImageWindow } from "#renderer/engine-client/use-images.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

import { AugmentationCost } from "./augmentation-cost.tsx";
import { choosePictures } from "./choose-pictures.ts";

const text = strings.augment;
const ROWS = 4;
const MOST_COLUMNS = 6;
const EPOCH_COLUMNS = 6;
const EPOCH_PICTURES = 24;

type View = "versions" | "epoch";

/** The person's own pictures as training will see them: a few in all their versions, or many in one epoch. */
export function AugmentationPreview({
  recipe,
  seen,
  window,
}: {
  recipe: Recipe;
  seen: SeenBy;
  /** Of the training pictures. */
  window: ImageWindow;
}) {
  const [view, setView] = useState<View>("versions");
  const [round, setRound] = useState(0);
  const [epoch, setEpoch] = useState(1);
  const isEpoch = view === "epoch";
  const count = isEpoch ? EPOCH_PICTURES : ROWS;
  const pictures = choosePictures(window, count, round);
  return (
    <section className="augment__preview" aria-label={text.preview}>
      <div className="row row--between row--wrap">
        <h3>{text.preview}</h3>
        <Segmented
          label={text.preview}
          size="small"
          value={view}
          onChange={setView}
          options={[
            { value: "versions", label: text.versionsView },
            { value: "epoch", label: text.epochView },
          ]}
        />
      </div>
      <div className="row row--wrap">
        <Button
          size="small"
          variant="quiet"
          icon={Shuffle}
          onClick={() => setRound(round + 1)}
        >
          {text.otherPictures}
        </Button>
        {isEpoch && (
          <Button
            size="small"
            variant="quiet"
            icon={ChevronRight}
            onClick={() => setEpoch(epoch + 1)}
          >
            {text.nextEpoch}
          </Button>
        )}
        {isEpoch && <span className="muted small">{text.epoch(epoch)}</span>}
      </div>
      {window.total === 0 && <p className="muted">{text.empty}</p>}
      <Grid
        recipe={recipe}
        seen={seen}
        pictures={pictures}
        view={view}
        epoch={epoch}
      />
      <AugmentationCost
        recipe={recipe}
        imageId={pictures[0]?.id ?? null}
        seen={seen}
      />
    </section>
  );
}

function Grid({
  recipe,
  seen,
  pictures,
  view,
  epoch,
}: {
  recipe: Recipe;
  seen: SeenBy;
  pictures: readonly ImageRow[];
  view: View;
  epoch: number;
}) {
  const isEpoch = view === "epoch";
  const variants = isEpoch ? 1 : Math.min(recipe.variants, MOST_COLUMNS);
  // Where features are cached there are so many versions, in turn; else each epoch has its own.
  const version =
    recipe.method === "transfer" ? epoch % recipe.variants : epoch;
  const preview = useAugmentationPreview(
    pictures.map(({ id }) => id),
    {
      ...seen,
      variants,
      firstVariant: isEpoch ? version : 0,
      seed: recipe.seed,
    },
  );
  const columns = isEpoch ? EPOCH_COLUMNS : variants + 1;
  const nameOf = (imageId: number) =>
    pictures.find(({ id }) => id === imageId)?.fileName ?? "";
  // While others are made, those of the other view would stand in the wrong places.
  const rows = preview.data?.rows.filter(
    (row) => row.variants.length === variants,
  );
  return (
    <>
      {preview.error !== null && (
        <Notice tone="danger">{describeFailure(preview.error).message}</Notice>
      )}
      <div
        className="augment__grid"
        aria-busy={preview.isFetching}
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      >
        {!isEpoch && (
          <>
            <span className="muted small">{text.original}</span>
            {Array.from({ length: variants }, (_value, index) => (
              <span key={index} className="muted small truncate">
                {text.version(index + 1)}
              </span>
            ))}
          </>
        )}
        {rows === undefined
          ? Array.from(
              { length: (isEpoch ? 1 : columns) * pictures.length },
              (_value, index) => <span key={index} className="augment__tile" />,
            )
          : rows.flatMap(({ imageId, original, variants: versions }) => [
              ...(isEpoch
                ? []
                : [
                    <Tile
                      key={imageId}
                      source={original}
                      alt={text.originalAlt(nameOf(imageId))}
                    />,
                  ]),
              ...versions.map((source, index) => (
                <Tile
                  key={`${imageId}-${index}`}
                  source={source}
                  alt={
                    isEpoch
                      ? text.epochAlt(nameOf(imageId), epoch)
                      : text.versionAlt(nameOf(imageId), index + 1)
                  }
                />
              )),
            ])}
      </div>
    </>
  );
}

function Tile({ source, alt }: { source: string; alt: string }) {
  return (
    <span className="augment__tile">
      <img src={source} alt={alt} />
    </span>
  );
}
