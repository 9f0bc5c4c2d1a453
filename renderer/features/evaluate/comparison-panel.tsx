import { useState } from "react";

import type { Run } from "#api/training.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useImage } from "#renderer/engine-client/use-datasets.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { TextCard } from "#renderer/ui/text-card.tsx";
import { useComparison } from "#renderer/engine-client/use-comparison.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { formatCount, formatQuantity } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Thumbnails } from "#renderer/ui/thumbnails.tsx";

import { explainPath } from "./picture-gallery.tsx";

const text = strings.evaluate;
const STEP = 16;

/** What this run gets right that another did not, and the other way round. */
export function ComparisonPanel({
  run,
  runs,
}: {
  run: Run;
  runs: readonly Run[];
}) {
  const others = runs.filter(({ id, evaluated }) => evaluated && id !== run.id);
  const [otherId, setOtherId] = useState("");
  const other = others.find(({ id }) => id === otherId);
  const comparison = useComparison(other?.id ?? null, run.id);
  return (
    <Panel
      title={text.compare}
      actions={
        others.length > 0 && (
          <Select
            aria-label={text.compareWith}
            size="small"
            value={other?.id ?? ""}
            options={[
              { value: "", label: text.chooseRun },
              ...others.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setOtherId}
          />
        )
      }
    >
      {others.length === 0 && <p className="muted">{text.noOther}</p>}
      {others.length > 0 && other === undefined && (
        <p className="muted">{text.chooseRun}.</p>
      )}
      {comparison.error !== null && other !== undefined && (
        <Notice tone="danger">
          {describeFailure(comparison.error).message}
        </Notice>
      )}
      {other !== undefined && comparison.isPending && (
        <LoadingBlock label={strings.common.loading} />
      )}
      {other !== undefined && comparison.data !== undefined && (
        <>
          <p className="muted">
            {text.compared(
              formatQuantity(comparison.data.imageCount, "picture"),
            )}
          </p>
          <div className="evaluate__pair evaluate__pair--even">
            <Side
              title={text.fixed(formatCount(comparison.data.fixed.length))}
              note={text.fixedText(other.name)}
              imageIds={comparison.data.fixed}
              runId={run.id}
            />
            <Side
              title={text.broke(formatCount(comparison.data.broke.length))}
              note={text.brokeText(other.name)}
              imageIds={comparison.data.broke}
              runId={run.id}
            />
          </div>
        </>
      )}
    </Panel>
  );
}

function Side({
  title,
  note,
  imageIds,
  runId,
}: {
  title: string;
  note: string;
  imageIds: readonly number[];
  runId: string;
}) {
  const imagePaths = useImagePaths();
  const ofTexts = useIsOfTexts();
  const [shown, setShown] = useState(STEP);
  return (
    <section className="stack" aria-label={title}>
      <div>
        <h3>{title}</h3>
        <p className="muted small">{note}</p>
      </div>
      <Thumbnails
        label={title}
        sizePx={ofTexts ? 160 : 80}
        items={imageIds.slice(0, shown).map((id) => ({
          id,
          src: imagePaths.thumbnail(id),
          ...(ofTexts ? { card: <TextOfItem imageId={id} /> } : {}),
          name: text.comparedPicture(id),
          to: explainPath(runId, id),
        }))}
      />
      {imageIds.length > shown && (
        <div>
          <Button size="small" onClick={() => setShown(shown + STEP)}>
            {text.more(formatCount(imageIds.length - shown))}
          </Button>
        </div>
      )}
    </section>
  );
}

function TextOfItem({ imageId }: { imageId: number }) {
  const beginning = useImage(imageId).data?.text;
  return <TextCard text={beginning ?? ""} />;
}
