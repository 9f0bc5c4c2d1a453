import type { ImageClass, ImageFilter } from "#api/datasets.ts";
import { strings } from "#renderer/ui/strings.ts";

/** One filter that is on, and the filter that is left without it. */
export interface FilterChip {
  readonly id: string;
  readonly label: string;
  readonly without: ImageFilter;
}

const text = strings.datasets;

/** What the chips of a filter need to know beyond it. */
export interface ChipWords {
  readonly classes: ReadonlyMap<number, Pick<ImageClass, "name">>;
  readonly kind: "images" | "texts";
  /** What the picked pictures are: `like cat.jpg`. */
  readonly picked: string | undefined;
  /** A check by the words of its report. */
  readonly finding: (check: string) => string;
}

export function filterChips(
  filter: ImageFilter,
  { classes, kind, picked, finding }: ChipWords,
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
  if (filter.confidence !== undefined) {
    const { confidence, ...without } = filter;
    chips.push({
      id: "confidence",
      label: text.filterConfidence(...confidence),
      without,
    });
  }
  if (filter.finding !== undefined) {
    const { finding: check, ...without } = filter;
    if (without.order === "finding") {
      delete without.order;
    }
    chips.push({
      id: "finding",
      label: text.filterFinding(finding(check)),
      without,
    });
  }
  for (const [name, values] of Object.entries(filter.attributes ?? {})) {
    const { [name]: _, ...others } = filter.attributes ?? {};
    for (const value of values) {
      const left = removed(values, value);
      const attributes = left.length > 0 ? { ...others, [name]: left } : others;
      chips.push({
        id: `attribute-${name}-${value}`,
        label: text.filterAttribute(name, value),
        without: { ...filter, attributes },
      });
    }
  }
  if (filter.labelled === "no" || filter.labelled === "any") {
    const { labelled, ...without } = filter;
    chips.push({
      id: "labelled",
      label:
        labelled === "no"
          ? text.filterUnlabelledOnly
          : text.filterUnlabelledAny,
      without,
    });
  }
  if (filter.imageIds !== undefined) {
    const { imageIds, ...without } = filter;
    chips.push({
      id: "picked",
      label:
        picked ??
        text.filterPicked(
          imageIds.length,
          kind === "texts" ? "text" : "picture",
        ),
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
      label: text.filterSearch(filter.search, kind),
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
