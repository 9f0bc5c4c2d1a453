import type { SplitRule } from "#api/splits.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ImageLabel, SplitState } from "#engine/storage/index-types.ts";
import { toSideColumns } from "#engine/storage/side-columns.ts";

import { readGroups } from "./groups.ts";
import type { Emit } from "./import-types.ts";
import type { SplitPlan } from "./plan-split.ts";
import { dealTestAndFolds, decodeFolds, encodeFolds } from "./split-folds.ts";
import {
  dealSplit,
  splitFromFolders,
  type SplitAssignment,
  type SplitItem,
} from "./splits.ts";

/**
 * After an import: gives pictures without a side one, by the rule that the data set is split by, and leaves all others where they are. A
 * new picture that belongs to a group comes to the group's side. Not an edit, so undo does not take pictures out of their sides.
 */
export async function completeSplits(
  reader: IndexReader,
  emit: Emit,
  seed = 0,
): Promise<void> {
  const labels = reader.labels();
  const open = labels.filter(({ split }) => split === null);
  if (open.length === 0) return;
  const before = reader.splitState();
  const state =
    before.source === "none" ? firstState(labels, before, seed) : before;
  const groups =
    state.together === undefined
      ? undefined
      : readGroups(
          reader,
          labels.map(({ id }) => id),
          state.together,
        );
  const items = labels.map(({ id, classId, split, givenSplit }) => ({
    id,
    classId,
    given: givenSplit,
    fixed: split,
    group: groups?.get(id),
  }));
  const dealt = dealOpen(items, state);
  const isOpen = new Set(open.map(({ id }) => id));
  await emit("assignSplits", {
    assignments: toSideColumns(
      dealt.assignments.filter(({ imageId }) => isOpen.has(imageId)),
    ),
    state: dealt.state,
    record: false,
  });
}

/**
 * Splits all included pictures as a plan says; an edit that can be taken back. With `sealAgain`, the new test side has no picture (nor a group
 * of one) of the old one and is sealed.
 */
export async function resplit(
  { sides, state }: Pick<SplitPlan, "sides" | "state">,
  emit: Emit,
  rule: SplitRule,
): Promise<void> {
  await emit("assignSplits", { assignments: sides, state, record: true });
  if ("sealAgain" in rule && rule.sealAgain) {
    await emit("sealTest", {
      reason: "Drawn anew from pictures that were not on the test side",
    });
  }
}

function firstState(
  labels: readonly ImageLabel[],
  { fractions }: SplitState,
  seed: number,
): SplitState {
  const hasGiven = labels.some(({ givenSplit }) => givenSplit !== null);
  return { source: hasGiven ? "folders" : "stratified", fractions, seed };
}

/** Sides for the items that have none, by the rule of the data set. */
function dealOpen(
  items: readonly (SplitItem & { readonly given: ImageLabel["givenSplit"] })[],
  state: SplitState,
): { assignments: readonly SplitAssignment[]; state: SplitState } {
  const { source, fractions, seed, folds } = state;
  if (source === "folders") {
    return { assignments: splitFromFolders(items, fractions, seed), state };
  }
  if (folds === undefined) {
    return {
      assignments: dealSplit(items, fractions, seed).assignments,
      state,
    };
  }
  const foldOf = decodeFolds(folds);
  const deal = dealTestAndFolds(
    items.map((item) => ({ ...item, fold: foldOf(item.id) })),
    { folds: folds.count, test: fractions.test, seed },
  );
  return {
    assignments: deal.assignments,
    state: { ...state, folds: encodeFolds(items, deal.folds, folds.count) },
  };
}
