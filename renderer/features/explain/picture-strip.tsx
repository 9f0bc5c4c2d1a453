import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import type { Run } from "#api/training.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { IconButton } from "#renderer/ui/button.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";
import { Segmented } from "#renderer/ui/toggles.tsx";

const text = strings.explain;
const PAGE = 24;

type Kind = "mistakes" | "right" | "all";

/** Pictures to choose from: the run's mistakes, what it gets right, or all. */
export function PictureStrip({
  run,
  imageId,
  classes,
  onPicture,
}: {
  run: Run;
  imageId: number | null;
  classes: readonly ImageClass[];
  onPicture: (imageId: number) => void;
}) {
  const noun = useNoun();
  const imagePaths = useImagePaths();
  const [chosen, setKind] = useState<Kind | null>(null);
  const mistakes = useImages(filterOf(run.id, "mistakes"), 0, PAGE - 1);
  // Mistakes teach most; a run that made none is looked at as a whole.
  const kind =
    chosen ?? (run.evaluated && mistakes.total !== 0 ? "mistakes" : "all");
  const [page, setPage] = useState(0);
  const first = page * PAGE;
  const images = useImages(filterOf(run.id, kind), first, first + PAGE - 1);
  const total = images.total ?? 0;
  const rows = Array.from(
    { length: Math.max(0, Math.min(PAGE, total - first)) },
    (_value, place) => images.at(first + place),
  ).filter((row) => row !== undefined);
  const ofTexts = rows.some((row) => row.text !== null);
  const nameOf = (classId: number) =>
    classes.find(({ id }) => id === classId)?.name ?? "";

  return (
    <section className="explain__strip" aria-label={text.pictures(noun)}>
      <div className="row row--between">
        <Segmented
          label={text.filterLabel(noun)}
          size="small"
          value={kind}
          options={(["mistakes", "right", "all"] as const).map((value) => ({
            value,
            label: text.filters[value],
            disabled: value !== "all" && !run.evaluated,
          }))}
          onChange={(next) => {
            setKind(next);
            setPage(0);
          }}
        />
        <span className="row">
          <span className="muted small figures">
            {total > 0 &&
              text.ofPictures(
                formatCount(first + 1),
                formatCount(Math.min(first + PAGE, total)),
                formatCount(total),
              )}
          </span>
          <IconButton
            icon={ChevronLeft}
            label={text.previous(noun)}
            size="small"
            disabled={page === 0}
            onClick={() => setPage(page - 1)}
          />
          <IconButton
            icon={ChevronRight}
            label={text.next(noun)}
            size="small"
            disabled={first + PAGE >= total}
            onClick={() => setPage(page + 1)}
          />
        </span>
      </div>
      {!run.evaluated && <p className="muted small">{text.noneEvaluated}</p>}
      {images.total === 0 ? (
        <p className="muted">{text.none(noun)}</p>
      ) : (
        <div className="explain__thumbnails">
          <Thumbnails
            label={text.pictures(noun)}
            sizePx={ofTexts ? 160 : 64}
            items={rows.map((row) => ({
              id: row.id,
              src: imagePaths.thumbnail(row.id),
              ...(row.text === null
                ? {}
                : { card: <TextCard text={row.text} /> }),
              name: text.pictureName(row.fileName, nameOf(row.classId)),
              current: row.id === imageId,
            }))}
            onOpen={(id) => onPicture(Number(id))}
          />
        </div>
      )}
    </section>
  );
}

function filterOf(runId: string, kind: Kind): ImageFilter {
  if (kind === "all") return { runId, order: "name" };
  return {
    runId,
    correct: kind === "right",
    order: "confidence-descending",
  };
}
