import type { Split } from "#api/base.ts";
import type { SplitPreview, SplitRule } from "#api/splits.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type {
  ImageLabel,
  SplitFractions,
  SplitState,
} from "#engine/storage/index-types.ts";
import {
  toSideColumns,
  type SideColumns,
} from "#engine/storage/side-columns.ts";
import { DOCTOR_DOCUMENT } from "#engine/storage/read-documents.ts";

import { readGroups, type Together } from "./groups.ts";
import { dealTestAndFolds, encodeFolds, type FoldDeal } from "./split-folds.ts";
import {
  dealSplit,
  splitFromFolders,
  type SplitAssignment,
  type SplitDeal,
  type SplitItem,
} from "./splits.ts";

/** What a rule makes of the data set; nothing is changed by making it. */
export interface SplitPlan {
  readonly state: SplitState;
  /** A side for every included picture. */
  readonly sides: SideColumns;
  readonly preview: SplitPreview;
}

/** Deals all included pictures by a rule. Of a million it takes seconds at a stretch: not for the engine's own process. */
export function planSplit(reader: IndexReader, rule: SplitRule): SplitPlan {
  const labels = reader.labels();
  const before = reader.splitState();
  const together = togetherOf(rule);
  const groups =
    together === undefined
      ? new Map<number, number>()
      : readGroups(
          reader,
          labels.map(({ id }) => id),
          together,
        );
  const sealsAgain = "sealAgain" in rule && rule.sealAgain === true;
  const items = labels.map((label) => ({
    id: label.id,
    classId: label.classId,
    group: groups.get(label.id),
    given: label.givenSplit,
    barredFromTest: sealsAgain && label.split === "test",
  }));
  const state = stateOf(rule, before, sealsAgain);
  const deal = dealBy(rule, items, labels, state);
  return {
    state:
      "folds" in deal && rule.source === "folds"
        ? { ...state, folds: encodeFolds(labels, deal.folds, rule.folds) }
        : state,
    sides: toSideColumns(deal.assignments),
    preview: {
      ...compareSides(labels, deal.assignments),
      groupCount: deal.groupCount,
      straddling: straddlingGroups(labels, groups),
      folds: "folds" in deal ? foldSizes(deal) : null,
      remarks: [
        ...duplicateRemarks(reader, together),
        ...groupRemarks(deal, labels.length),
        ...emptySideRemarks(deal.assignments, state.fractions),
      ],
    },
  };
}

function togetherOf(rule: SplitRule): Together | undefined {
  if (rule.source !== "grouped" && rule.source !== "folds") return undefined;
  const { duplicates, attributes } = rule;
  const nothing = !duplicates && attributes.length === 0;
  return nothing ? undefined : { duplicates, attributes };
}

function stateOf(
  rule: SplitRule,
  before: SplitState,
  sealsAgain: boolean,
): SplitState {
  const { source } = rule;
  const testDraws = (before.testDraws ?? 0) + Number(sealsAgain);
  const kept = testDraws > 0 ? { testDraws } : {};
  if (source === "fixed") return { ...before, source };
  if (source === "folders") {
    const { fractions, seed } = before;
    return { source, fractions, seed, ...kept };
  }
  const together = togetherOf(rule);
  return {
    source,
    seed: rule.seed,
    fractions: source === "folds" ? foldFractions(rule) : rule.fractions,
    ...(together && { together }),
    ...kept,
  };
}

/** Shares of the sides where the first fold is the validation side. */
function foldFractions({
  folds,
  test,
}: {
  folds: number;
  test: number;
}): SplitFractions {
  const rest = 1 - test;
  return {
    train: (rest * (folds - 1)) / folds,
    validation: rest / folds,
    test,
  };
}

function dealBy(
  rule: SplitRule,
  items: readonly (SplitItem & { readonly given: Split | null })[],
  labels: readonly ImageLabel[],
  { fractions, seed }: SplitState,
): SplitDeal | FoldDeal {
  if (rule.source === "folders") {
    return {
      assignments: splitFromFolders(items, fractions, seed),
      groupCount: 0,
      crowded: [],
    };
  }
  if (rule.source === "fixed") {
    const fixed = items.map((item, index) => ({
      ...item,
      fixed: labels[index]?.split ?? null,
    }));
    return dealSplit(fixed, fractions, seed);
  }
  return rule.source === "folds"
    ? dealTestAndFolds(items, rule)
    : dealSplit(items, fractions, seed);
}

/** Pictures of each fold outside the test side. */
function foldSizes({ assignments, folds }: FoldDeal): number[] {
  const sizes: number[] = [];
  assignments.forEach(({ split }, row) => {
    if (split === "test") return;
    const fold = folds[row] as number;
    sizes[fold] = (sizes[fold] ?? 0) + 1;
  });
  return Array.from(sizes, (size) => size ?? 0);
}

function compareSides(
  labels: readonly ImageLabel[],
  assignments: readonly SplitAssignment[],
) {
  const before = { train: 0, validation: 0, test: 0 };
  const after = { train: 0, validation: 0, test: 0 };
  const moves = new Map<
    string,
    { from: Split | null; to: Split; count: number }
  >();
  let moved = 0;
  labels.forEach(({ split: from }, row) => {
    const to = (assignments[row] as SplitAssignment).split;
    if (from !== null) before[from]++;
    after[to]++;
    if (from === to) return;
    moved++;
    const key = `${from} ${to}`;
    const move = moves.get(key) ?? { from, to, count: 0 };
    move.count++;
    moves.set(key, move);
  });
  return {
    imageCount: labels.length,
    moved,
    moves: [...moves.values()].toSorted((a, b) => b.count - a.count),
    before,
    after,
  };
}

function straddlingGroups(
  labels: readonly ImageLabel[],
  groups: ReadonlyMap<number, number>,
): number {
  const sideOf = new Map<number, Split | null>();
  const straddling = new Set<number>();
  for (const { id, split } of labels) {
    const group = groups.get(id);
    if (group === undefined) continue;
    const known = sideOf.get(group);
    if (known === undefined) sideOf.set(group, split);
    else if (known !== split) straddling.add(group);
  }
  return straddling.size;
}

function duplicateRemarks(
  reader: IndexReader,
  together: Together | undefined,
): string[] {
  if (!together?.duplicates) return [];
  return reader.document(DOCTOR_DOCUMENT) !== null
    ? []
    : [
        "No near-duplicates are known, because the check-up has not been run yet. Run it first: only what it finds is kept together.",
      ];
}

function groupRemarks({ crowded }: SplitDeal, total: number): string[] {
  const [largest] = crowded;
  if (largest === undefined) return [];
  const count =
    crowded.length === 1 ? "One group is" : `${crowded.length} groups are`;
  const share = Math.round((largest.size / total) * 100);
  return [
    `${count} larger than the smallest side should be. The largest has ${largest.size.toLocaleString("en")} pictures (${share} % of all) and lies whole on the ${largest.split} side, so the sides cannot have their shares exactly.`,
  ];
}

function emptySideRemarks(
  assignments: readonly SplitAssignment[],
  fractions: SplitFractions,
): string[] {
  const present = new Set(assignments.map(({ split }) => split));
  return (["train", "validation", "test"] as const)
    .filter((side) => fractions[side] > 0 && !present.has(side))
    .map(
      (side) =>
        `Nothing is left for the ${side} side: there are too few pictures, or too few groups, to give each side one.`,
    );
}
