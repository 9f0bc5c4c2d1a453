import "./text-reading.css";

import { useCurrentRun } from "#renderer/engine-client/current-run.ts";
import { useImage } from "#renderer/engine-client/use-datasets.ts";
import { useReadWords } from "#renderer/engine-client/use-texts.ts";
import { classNames } from "#renderer/ui/class-names.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.texts;

/** A text of the data set; where a run was trained, with the words that it does not know marked. */
export function ReadText({
  imageId,
  text: whole,
}: {
  imageId: number;
  text: string;
}) {
  const { run } = useCurrentRun();
  const trained = run?.bestEpoch == null ? null : run;
  const words = useReadWords(trained?.id ?? null, imageId).data?.words;
  if (trained === null || words === undefined) {
    return <p className="text-reading">{whole}</p>;
  }
  const unknown = words.filter((word) => word.isSeen && !word.isKnown).length;
  return (
    <div className="stack stack--tight">
      <p className="text-reading text-reading--words">
        {words.map((word, index) => (
          // Words come again; their place is what tells them apart.
          // oxlint-disable-next-line react/no-array-index-key
          <span key={index}>
            <span
              className={classNames(
                !word.isSeen && "text-reading__unseen",
                word.isSeen && !word.isKnown && "text-reading__unknown",
              )}
              title={
                word.isSeen
                  ? word.isKnown
                    ? undefined
                    : text.unknownWord
                  : text.unseenWord
              }
            >
              {word.text}
            </span>{" "}
          </span>
        ))}
      </p>
      <p className="muted small">{text.unknownWords(unknown, trained.name)}</p>
    </div>
  );
}

/** A text as long as it is, for the preview. */
export function WholeText({ imageId }: { imageId: number }) {
  const detail = useImage(imageId).data;
  if (detail?.id !== imageId || detail.text === null) return null;
  return (
    <div className="text-reading__whole">
      <ReadText imageId={imageId} text={detail.text} />
    </div>
  );
}
