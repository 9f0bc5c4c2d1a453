import type { ImageClass } from "#api/datasets.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useImage } from "#renderer/engine-client/use-datasets.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

/** So that a pointer that crosses the map does not ask for every picture on its way. */
const PATIENCE_MS = 60;

/** The picture under the pointer, beside it. @param at pixels from the top left corner of the map */
export function MapHover({
  imageId,
  imageClass,
  at,
}: {
  imageId: number;
  imageClass: ImageClass | undefined;
  at: { readonly x: number; readonly y: number };
}) {
  const { thumbnail } = useImagePaths();
  const settled = useDebounced(imageId, PATIENCE_MS);
  const detail = useImage(settled).data;
  const known = detail?.id === imageId ? detail : undefined;
  return (
    <div
      className="map-hover"
      style={{
        transform: `translate(clamp(0px, ${at.x + 16}px, 100cqw - 100%), clamp(0px, ${at.y + 16}px, 100cqh - 100%))`,
      }}
    >
      {known !== undefined && known.text !== null ? (
        <TextCard text={known.text} />
      ) : (
        settled === imageId && <img src={thumbnail(imageId)} alt="" />
      )}
      <span className="row">
        {imageClass !== undefined && (
          <ClassSwatch colorIndex={imageClass.colorIndex} />
        )}
        <span className="truncate">
          {imageClass?.name ?? strings.labels.noLabel}
        </span>
      </span>
      <span className="muted small truncate">{known?.fileName ?? "…"}</span>
    </div>
  );
}
