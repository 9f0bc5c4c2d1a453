import { Sparkles } from "lucide-react";

import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useSimilar } from "#renderer/engine-client/use-labels.ts";
import { Button } from "#renderer/ui/button.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";
import { useDebounced } from "#renderer/ui/use-debounced.ts";

import { InspectorPart } from "./inspector-part.tsx";

const text = strings.datasets;
const SHOWN = 6;
/** So that walking through pictures by the arrows does not ask at each. */
const PATIENCE_MS = 250;

/** The pictures that look most like one. Nothing where the network's features are not there. */
export function SimilarStrip({
  imageId,
  onSimilar,
}: {
  imageId: number;
  /** Shows what looks like a picture in the grid. */
  onSimilar: (imageId: number) => void;
}) {
  const { thumbnail } = useImagePaths();
  const settled = useDebounced(imageId, PATIENCE_MS);
  const similar = useSimilar(settled, SHOWN).data;
  if (similar === undefined || settled !== imageId) {
    return null;
  }
  return (
    <InspectorPart title={text.similar}>
      {similar.length === 0 ? (
        <p className="muted small">{text.similarNone}</p>
      ) : (
        <>
          <Thumbnails
            label={text.similar}
            sizePx={64}
            items={similar.map((one, place) => ({
              id: one.imageId,
              src: thumbnail(one.imageId),
              name: text.similarTo(
                place + 1,
                formatPercent(Math.max(0, one.similarity), 0),
              ),
            }))}
            onOpen={(id) => onSimilar(Number(id))}
          />
          <Button
            size="small"
            icon={Sparkles}
            onClick={() => onSimilar(imageId)}
          >
            {text.showSimilar}
          </Button>
        </>
      )}
    </InspectorPart>
  );
}
