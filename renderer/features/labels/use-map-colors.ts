import { useMemo } from "react";

import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { useIdsOfFilters } from "#renderer/engine-client/use-datasets.ts";
import { categoryColor } from "#renderer/ui/palette.ts";
import { strings } from "#renderer/ui/strings.ts";

import type { GroupWords, MapColors } from "./map-colors.ts";
import { colorByClass, colorByMembers } from "./map-colors.ts";

const text = strings.labels;
const GREY = "var(--line-strong)";

/** What the colours of the map can say. */
export type ColoredBy = "class" | "split" | "finding" | "correct" | "predicted";

/** A group of pictures that a filter of the data set gives. */
interface FilteredGroup extends GroupWords {
  readonly filter: ImageFilter;
}

/**
 * The colour of each point of the map; undefined until the groups are known.
 * @param runId the run that "predicted" and "right or wrong" speak of
 * @param findings checks of the check-up that have found something
 */
export function useMapColors(
  coloredBy: ColoredBy,
  points: { readonly imageIds: Int32Array; readonly classIds: Int32Array },
  classes: readonly ImageClass[],
  runId: string | null,
  findings: readonly { readonly check: string; readonly title: string }[],
): MapColors | undefined {
  const groups = useMemo(
    () => groupsOf(coloredBy, classes, runId, findings),
    [coloredBy, classes, runId, findings],
  );
  const filters = useMemo(() => groups.map(({ filter }) => filter), [groups]);
  const members = useIdsOfFilters(filters);
  const { imageIds, classIds } = points;
  return useMemo(() => {
    if (coloredBy === "class") {
      const words = classes.map(({ id, name, colorIndex }) => ({
        id,
        label: name,
        color: categoryColor(colorIndex),
      }));
      return colorByClass(classIds, words, {
        label: text.noLabel,
        color: GREY,
      });
    }
    return members === undefined
      ? undefined
      : colorByMembers(imageIds, classIds, members, groups, {
          label: REST[coloredBy],
          color: GREY,
        });
  }, [coloredBy, imageIds, classIds, classes, members, groups]);
}

const REST = {
  split: text.noSide,
  finding: text.noFinding,
  correct: text.noPrediction,
  predicted: text.noPrediction,
} as const;

function groupsOf(
  coloredBy: ColoredBy,
  classes: readonly ImageClass[],
  runId: string | null,
  findings: readonly { readonly check: string; readonly title: string }[],
): readonly FilteredGroup[] {
  switch (coloredBy) {
    case "class":
      return [];
    case "split":
      return (["train", "validation", "test"] as const).map((split, place) => ({
        label: strings.datasets.splits[split],
        color: categoryColor(place),
        filter: { splits: [split], labelled: "any" },
      }));
    case "finding":
      return findings.map(({ check, title }, place) => ({
        label: title,
        color: categoryColor(place),
        filter: { finding: check, labelled: "any" },
      }));
    case "correct":
      return runId === null
        ? []
        : ([true, false] as const).map((correct) => ({
            label: correct ? text.right : text.wrong,
            color: correct ? "var(--good)" : "var(--danger)",
            filter: { runId, correct },
          }));
    case "predicted":
      return runId === null
        ? []
        : classes.map(({ id, name, colorIndex }) => ({
            label: name,
            color: categoryColor(colorIndex),
            filter: { runId, predictedClassIds: [id] },
          }));
  }
}
