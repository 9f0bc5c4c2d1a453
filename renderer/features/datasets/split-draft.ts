import type { DatasetSummary } from "#api/datasets.ts";
import type { SplitRule } from "#api/splits.ts";

import type { Fractions } from "./split-fractions.ts";

/** A rule in the making: what each kind of rule needs, so that going from one to another loses nothing. */
export interface SplitDraft {
  readonly source: SplitRule["source"];
  readonly fractions: Fractions;
  readonly folds: number;
  readonly duplicates: boolean;
  readonly attributes: readonly string[];
  readonly seed: number;
  readonly sealAgain: boolean;
}

const USUAL_FOLDS = 5;

/** The rule that the data set is split by now. */
export function draftOf(
  { splitSource, splitRule }: DatasetSummary,
  fractions: Fractions,
): SplitDraft {
  return {
    source: splitSource === "none" ? "stratified" : splitSource,
    fractions,
    folds: splitRule?.folds ?? USUAL_FOLDS,
    duplicates: splitRule?.duplicates ?? true,
    attributes: splitRule?.attributes ?? [],
    seed: splitRule?.seed ?? 0,
    sealAgain: false,
  };
}

export function ruleOf(draft: SplitDraft): SplitRule {
  const { source, fractions, folds, duplicates, seed } = draft;
  const dealt = { seed, ...(draft.sealAgain && { sealAgain: true }) };
  const together = { duplicates, attributes: [...draft.attributes] };
  switch (source) {
    case "stratified":
      return { source, fractions: { ...fractions }, ...dealt };
    case "grouped":
      return { source, fractions: { ...fractions }, ...dealt, ...together };
    case "folds":
      return { source, folds, test: fractions.test, ...dealt, ...together };
    case "folders":
    case "fixed":
      return { source };
  }
}

/** Another share of the validation or test side; training has the rest. */
export function withShare(
  fractions: Fractions,
  side: "validation" | "test",
  share: number,
): Fractions {
  const next = { ...fractions, [side]: share };
  const train = 1 - next.validation - next.test;
  return { ...next, train: Math.round(train * 1000) / 1000 };
}
