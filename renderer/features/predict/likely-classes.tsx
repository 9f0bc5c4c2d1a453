import type { Prediction } from "#api/results.ts";
import { TopBars } from "#renderer/charts/top-bars.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";

const SHOWN_CLASSES = 5;

/** The most likely classes of an answer as bars in the classes' colours; with `onChoose` each is a button. */
export function LikelyClasses({
  prediction,
  colorOf,
  ...choice
}: {
  prediction: Prediction;
  colorOf: ReadonlyMap<number, number>;
  chosen?: number | null;
  onChoose?: (classId: number) => void;
}) {
  const { onChoose, ...chosen } = choice;
  return (
    <TopBars
      label={strings.predict.classes}
      bars={prediction.top.slice(0, SHOWN_CLASSES).map((one, index) => ({
        id: one.classId,
        label: one.name,
        share: one.probability,
        color: categoryColor(colorOf.get(one.classId) ?? index),
      }))}
      format={(share) => formatPercent(share)}
      {...chosen}
      {...(onChoose === undefined
        ? {}
        : { onChoose: (id: number | string) => onChoose(Number(id)) })}
    />
  );
}
