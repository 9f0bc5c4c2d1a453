import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { strings } from "#renderer/ui/strings.ts";

/** One filter that is on, and the filter that is left without it. */
export interface FilterChip {
  readonly id: string;
  readonly label: string;
  readonly without: ImageFilter;
}

const text = strings.datasets;

export function filterChips(
  filter: ImageFilter,
  classes: ReadonlyMap<number, ImageClass>,
): readonly FilterChip[] {
  const chips: FilterChip[] = [];
  for (const id of filter.classIds ?? []) {
    chips.push({
      id: `class-${id}`,
      label: text.filterClass(classes.get(id)?.name ?? String(id)),
      without: { ...filter, classIds: removed(filter.classIds, id) },
    });
  }
  for (const split of filter.splits ?? []) {
    chips.push({
      id: `split-${split}`,
      label: text.filterSplit(text.splits[split]),
      without: { ...filter, splits: removed(filter.splits, split) },
    });
  }
  for (const id of filter.predictedClassIds ?? []) {
    chips.push({
      id: `predicted-${id}`,
      label: text.filterPredicted(classes.get(id)?.name ?? String(id)),
      without: {
        ...filter,
        predictedClassIds: removed(filter.predictedClassIds, id),
      },
    });
  }
  if (filter.correct !== undefined) {
    const { correct, ...without } = filter;
    chips.push({
      id: "correct",
      label: correct ? text.filterRight : text.filterWrong,
      without,
    });
  }
  if (filter.excluded === "only" || filter.excluded === "any") {
    chips.push({
      id: "excluded",
      label:
        filter.excluded === "only"
          ? text.filterExcludedOnly
          : text.filterExcludedAny,
      without: { ...filter, excluded: "no" },
    });
  }
  if (filter.search !== undefined && filter.search !== "") {
    chips.push({
      id: "search",
      label: text.filterSearch(filter.search),
      without: { ...filter, search: "" },
    });
  }
  return chips;
}

function removed<Value>(
  values: readonly Value[] | undefined,
  value: Value,
): Value[] {
  return (values ?? []).filter((one) => one !== value);
}
