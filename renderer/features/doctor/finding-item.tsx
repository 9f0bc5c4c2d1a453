import { EyeOff, Undo2 } from "lucide-react";

import type { FindingPicture, RemedyId } from "#api/doctor.ts";
import type { ImageClass } from "#api/datasets.ts";
import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";
import { Checkbox } from "#renderer/ui/toggles.tsx";

import type { FindingCard } from "./finding-cards.ts";
import { remedyLabel } from "./remedy-label.ts";
import { SurenessBadge } from "./sureness-badge.tsx";

const text = strings.doctor;
/** Of a group of copies as many are shown; all are dealt with. */
const SHOWN = 12;

/** One finding or one group of copies: its pictures side by side, what is wrong, and what can be done. */
export function FindingItem({
  card,
  classes,
  isSelected,
  onSelect,
  onRemedy,
  onDismiss,
  onRestore,
}: {
  card: FindingCard;
  classes: readonly ImageClass[];
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
  onRemedy?: (remedy: RemedyId) => void;
  onDismiss?: () => void;
  onRestore?: () => void;
}) {
  const paths = useImagePaths();
  const runPath = useRunPath();
  const classOf = (id: number | null) => classes.find((one) => one.id === id);
  const [first] = card.findings;
  if (first === undefined) return null;
  const className = (id: number) => classOf(id)?.name ?? text.unlabelled;
  return (
    <li className="doctor__finding">
      <div className="row row--between">
        <Checkbox
          label={text.select(first.picture.fileName)}
          hideLabel
          checked={isSelected}
          onChange={onSelect}
        />
        <SurenessBadge sureness={first.sureness} />
      </div>
      <Thumbnails
        label={first.message}
        items={card.pictures.slice(0, SHOWN).map((picture) => ({
          id: picture.imageId,
          src: paths.thumbnail(picture.imageId),
          // What is seen under it, and the file.
          name: `${classOf(picture.classId)?.name ?? text.unlabelled} ${factsOf(picture)} ${picture.fileName}`,
          to: runPath(`/data?labelled=any&image=${picture.imageId}`),
          caption: (
            <Caption picture={picture} imageClass={classOf(picture.classId)} />
          ),
        }))}
      />
      <p className="small">{first.message}</p>
      <div className="row row--wrap">
        {onRemedy !== undefined &&
          card.remedies.map((remedy) => (
            <Button key={remedy} size="small" onClick={() => onRemedy(remedy)}>
              {remedyLabel(remedy, first, className)}
            </Button>
          ))}
        {onDismiss !== undefined && (
          <Button
            size="small"
            variant="quiet"
            icon={EyeOff}
            onClick={onDismiss}
          >
            {text.dismiss}
          </Button>
        )}
        {onRestore !== undefined && (
          <Button size="small" icon={Undo2} onClick={onRestore}>
            {text.restore}
          </Button>
        )}
      </div>
    </li>
  );
}

function Caption({
  picture,
  imageClass,
}: {
  picture: FindingPicture;
  imageClass: ImageClass | undefined;
}) {
  return (
    <span className="doctor__caption">
      <span className="truncate">
        {imageClass !== undefined && (
          <ClassSwatch colorIndex={imageClass.colorIndex} />
        )}{" "}
        {imageClass?.name ?? text.unlabelled}
      </span>{" "}
      <span className="muted figures">{factsOf(picture)}</span>
    </span>
  );
}

function factsOf({ split, width, height }: FindingPicture): string {
  const side = split === null ? text.noSide : strings.common[split];
  return text.pictureFacts(side, width, height);
}
