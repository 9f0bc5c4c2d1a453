import { Ban, CircleHelp, ArrowRight } from "lucide-react";
import { memo, useLayoutEffect, useRef } from "react";

import type { ImageClass, ImageRow } from "#api/datasets.ts";
import { classNames } from "#renderer/ui/class-names.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** One picture of the grid. Its place is known before the picture is, so nothing moves. */
export const ImageCell = memo(function ImageCell({
  row,
  source,
  index,
  total,
  imageClass,
  predicted,
  selected,
  focused,
  doubtful,
}: {
  /** Undefined while its page is on the way. */
  row: ImageRow | undefined;
  /** Address of the small picture. */
  source: string | undefined;
  index: number;
  total: number;
  imageClass: ImageClass | undefined;
  /** The class that the filter's run saw in it, when that is another. */
  predicted: ImageClass | undefined;
  selected: boolean;
  focused: boolean;
  doubtful: boolean;
}) {
  if (row === undefined) {
    return (
      <div className="image-cell image-cell--waiting" aria-hidden>
        <div className="image-cell__picture" />
        <div className="image-cell__caption" />
      </div>
    );
  }
  return (
    <div
      {...{
        role: "option",
        "aria-selected": selected,
        "aria-posinset": index + 1,
        "aria-setsize": total,
      }}
      id={cellId(row.id)}
      data-index={index}
      data-image={row.id}
      className={classNames(
        "image-cell",
        selected && "image-cell--selected",
        focused && "image-cell--focused",
        row.excluded && "image-cell--excluded",
      )}
    >
      <span className="visually-hidden">
        {strings.datasets.picture(row.fileName, row.excluded, doubtful)}
      </span>
      <div className="image-cell__picture">
        {row.text === null ? (
          <SmallPicture source={source} />
        ) : (
          <TextCard text={row.text} />
        )}
        <Badges row={row} doubtful={doubtful} />
        {predicted !== undefined && (
          <span
            className="image-cell__prediction"
            title={strings.datasets.wrongPrediction(predicted.name)}
          >
            <ArrowRight size={12} aria-hidden />
            <span className="truncate">{predicted.name}</span>
          </span>
        )}
      </div>
      <div className="image-cell__caption">
        {imageClass === undefined ? (
          <span className="muted truncate">{strings.datasets.unlabelled}</span>
        ) : (
          <>
            <ClassSwatch colorIndex={imageClass.colorIndex} />
            <span className="truncate">{imageClass.name}</span>
          </>
        )}
      </div>
    </div>
  );
});

/** A picture that leaves is not waited for: the few connections that a browser has are for what is in sight. */
function SmallPicture({ source }: { source: string | undefined }) {
  const image = useRef<HTMLImageElement>(null);
  useLayoutEffect(() => {
    const element = image.current;
    if (element === null || source === undefined) return;
    element.src = source;
    return () => element.removeAttribute("src");
  }, [source]);
  return <img ref={image} alt="" decoding="async" draggable={false} />;
}

/** Id of the element, for aria-activedescendant. */
export function cellId(imageId: number): string {
  return `picture-${imageId}`;
}

function Badges({ row, doubtful }: { row: ImageRow; doubtful: boolean }) {
  return (
    <span className="image-cell__badges">
      {row.excluded && (
        <span className="image-cell__badge" title={strings.datasets.excluded}>
          <Ban size={12} aria-hidden />
        </span>
      )}
      {doubtful && (
        <span
          className="image-cell__badge image-cell__badge--doubtful"
          title={strings.datasets.doubtful}
        >
          <CircleHelp size={12} aria-hidden />
        </span>
      )}
      {(row.split === "validation" || row.split === "test") && (
        <span
          className="image-cell__badge"
          title={strings.datasets.splitMarkTitle[row.split]}
        >
          {strings.datasets.splitMark[row.split]}
        </span>
      )}
    </span>
  );
}
