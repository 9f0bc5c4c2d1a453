import type { ImageClass } from "#api/datasets.ts";
import type { Heatmap } from "#api/results.ts";
import { TopBars } from "#renderer/charts/top-bars.tsx";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

const text = strings.explain;
const MOST_CLASSES = 20;

/** The label, the classes as buttons with their probabilities, and how the map was made. */
export function ClassInspector({
  heatmap,
  classes,
  trueClassId,
  onClass,
}: {
  heatmap: Heatmap;
  classes: readonly ImageClass[];
  trueClassId: number | null;
  onClass: (classId: number) => void;
}) {
  const colorOf = new Map(
    classes.map(({ id, colorIndex }) => [id, colorIndex]),
  );
  const truth = classes.find(({ id }) => id === trueClassId);
  const ranked = heatmap.probabilities
    .toSorted((first, second) => second.probability - first.probability)
    .slice(0, MOST_CLASSES);
  return (
    <div className="stack">
      {truth !== undefined && (
        <div>
          <h3 className="muted">{text.truth}</h3>
          <p className="row">
            <ClassSwatch colorIndex={truth.colorIndex} />
            <strong className="truncate">{truth.name}</strong>
          </p>
        </div>
      )}
      <div className="stack stack--tight explain-classes">
        <h3 className="muted">{text.classes}</h3>
        <TopBars
          label={text.classes}
          bars={ranked.map(({ classId, name, probability }, index) => ({
            id: classId,
            label: name,
            share: probability,
            color: categoryColor(colorOf.get(classId) ?? index),
          }))}
          format={(share) => formatPercent(share)}
          chosen={heatmap.classId}
          onChoose={(id) => onClass(Number(id))}
        />
        <p className="muted small">{text.classesHint}</p>
      </div>
      <div>
        <h3 className="muted">{text.method}</h3>
        <p>
          <Term explanation={text.methodTerm}>{text.methodName}</Term>
        </p>
        <p className="muted small">{text.layerRead(heatmap.layer)}</p>
      </div>
    </div>
  );
}
