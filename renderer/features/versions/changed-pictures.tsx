import { useState } from "react";

import type {
  ChangeKind,
  PictureChange,
  PictureState,
  VersionReference,
} from "#api/versions.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { useVersionChanges } from "#renderer/engine-client/use-versions.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";

const text = strings.versions;
/** Pictures shown at first, and more of with each press. */
const STEP = 48;
/** As many as one question to the engine may ask for. */
const MOST = 480;

/** The pictures that differ in one way; those that are gone by their paths. */
export function ChangedPictures({
  from,
  to,
  kind,
}: {
  from: VersionReference;
  to: VersionReference;
  kind: ChangeKind;
}) {
  const imagePaths = useImagePaths();
  const [shown, setShown] = useState(STEP);
  const { data, error } = useVersionChanges(from, to, kind, shown);
  if (error !== null) return <Notice tone="danger">{error.message}</Notice>;
  if (data === undefined) {
    return <LoadingBlock label={strings.common.loading} />;
  }
  const present = data.changes.flatMap((change) =>
    change.imageId === null ? [] : [{ ...change, imageId: change.imageId }],
  );
  const gone = data.changes.filter(({ imageId }) => imageId === null);
  const rest = data.total - data.changes.length;
  return (
    <div className="versions__changes stack">
      {present.length > 0 && (
        <Thumbnails
          label={text.pictures(kind)}
          items={present.map((change) => ({
            id: change.imageId,
            src: imagePaths.thumbnail(change.imageId),
            name: text.pictureName(change.path, describeChange(change, kind)),
            caption: describeChange(change, kind),
            to: `/data?image=${change.imageId}`,
          }))}
        />
      )}
      {gone.length > 0 && (
        <div className="stack stack--tight">
          <p>{text.gone}</p>
          <ul className="versions__paths small">
            {gone.map((change) => (
              <li key={change.sha256}>
                {text.pictureName(change.path, describeChange(change, kind))}
              </li>
            ))}
          </ul>
        </div>
      )}
      {rest > 0 && shown < MOST && (
        <div>
          <Button onClick={() => setShown(shown + STEP)}>
            {text.showMore(rest)}
          </Button>
        </div>
      )}
    </div>
  );
}

function describeChange(
  { before, after }: PictureChange,
  kind: ChangeKind,
): string {
  if (kind === "moved") return text.change(sideOf(before), sideOf(after));
  if (kind === "relabelled") {
    return text.change(labelOf(before), labelOf(after));
  }
  return labelOf(after ?? before);
}

function labelOf(state: PictureState | null): string {
  return state?.className ?? text.noLabel;
}

function sideOf(state: PictureState | null): string {
  const side = state?.split ?? null;
  return side === null ? text.noSide : text.sides[side];
}
