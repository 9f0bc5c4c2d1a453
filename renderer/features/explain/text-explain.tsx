import "./explain.css";

import { TextQuote } from "lucide-react";

import type { ImageClass } from "#api/datasets.ts";
import type { Picture } from "#api/results.ts";
import type { Run } from "#api/training.ts";
import { TopBars } from "#renderer/charts/top-bars.tsx";
import { WordHeat } from "#renderer/charts/word-heat.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useWordHeat } from "#renderer/engine-client/use-texts.ts";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

const text = strings.texts;

/** What each word of a text speaks for, and the classes to choose from. */
export function TextExplain({
  run,
  picture,
  classId,
  classes,
  onClass,
}: {
  run: Run;
  picture: Picture | null;
  classId: number | null;
  classes: readonly ImageClass[];
  onClass: (classId: number) => void;
}) {
  const heat = useWordHeat(run.id, picture, classId ?? undefined);
  if (picture === null) {
    return (
      <div className="explain__empty">
        <EmptyState
          icon={TextQuote}
          title={text.choose}
          message={text.chooseText}
        />
      </div>
    );
  }
  if (heat.error !== null) {
    return <Notice tone="danger">{describeFailure(heat.error).message}</Notice>;
  }
  if (heat.data === undefined) return <LoadingBlock label={text.loading} />;
  const { words, omitted, probabilities } = heat.data;
  const colorOf = new Map(
    classes.map(({ id, colorIndex }) => [id, colorIndex]),
  );
  const chosen = probabilities.find((one) => one.classId === heat.data.classId);
  return (
    <Panel title={text.speaksFor(chosen?.name ?? "")}>
      <div className="text-explain" aria-busy={heat.isFetching}>
        <div className="stack">
          <WordHeat words={words} />
          {omitted > 0 && (
            <p className="muted small">{text.omitted(omitted)}</p>
          )}
          <p className="muted small">{text.heatText}</p>
        </div>
        <div className="stack">
          <TopBars
            label={strings.explain.classes}
            bars={probabilities.slice(0, 20).map((one, index) => ({
              id: one.classId,
              label: one.name,
              share: one.probability,
              color: categoryColor(colorOf.get(one.classId) ?? index),
            }))}
            format={(share) => formatPercent(share)}
            chosen={heat.data.classId}
            onChoose={(id) => onClass(Number(id))}
          />
          <p className="muted small">{strings.explain.classesHint}</p>
          <p>
            <Term explanation={text.methodTerm}>{text.method}</Term>
          </p>
        </div>
      </div>
    </Panel>
  );
}
