import type { IndexReader } from "#engine/storage/index-queries.ts";
import type {
  ImageLabel,
  SplitFractions,
  SplitState,
} from "#engine/storage/index-types.ts";

import type { Emit } from "./import-types.ts";
import { splitFromFolders, stratifiedSplit } from "./splits.ts";
import type { SplitAssignment } from "./splits.ts";

/**
 * After an import: gives pictures without a side one, as the folders say or stratified, and leaves all others where they are.
 * Not an edit, so undo does not take pictures out of their sides.
 */
export async function completeSplits(
  reader: IndexReader,
  emit: Emit,
  seed = 0,
): Promise<void> {
  const labels = reader.labels();
  if (labels.every((label) => label.split !== null)) return;
  const before = reader.splitState();
  const isFirst = before.source === "none";
  const hasGiven = labels.some((label) => label.givenSplit !== null);
  const source = isFirst
    ? hasGiven
      ? "folders"
      : "stratified"
    : before.source;
  const state: SplitState = {
    source,
    fractions: before.fractions,
    seed: isFirst ? seed : before.seed,
  };
  const isOpen = new Set(
    labels.filter((label) => label.split === null).map((label) => label.id),
  );
  const assignments = assign(labels, state, true).filter(({ imageId }) =>
    isOpen.has(imageId),
  );
  await emit("assignSplits", { assignments, state, record: false });
}

/**
 * Splits all included pictures anew; an edit that can be taken back.
 * @param rule as the folders say (sides without a folder are carved out of training), or stratified by fractions
 */
export async function resplit(
  reader: IndexReader,
  emit: Emit,
  rule:
    | { readonly source: "folders" }
    | {
        readonly source: "stratified";
        readonly fractions: SplitFractions;
        readonly seed: number;
      },
): Promise<void> {
  const before = reader.splitState();
  const state: SplitState = { ...before, ...rule };
  const assignments = assign(reader.labels(), state, false);
  await emit("assignSplits", { assignments, state, record: true });
}

function assign(
  labels: readonly ImageLabel[],
  state: SplitState,
  keepExisting: boolean,
): SplitAssignment[] {
  const items = labels.map(({ id, classId, split, givenSplit }) => ({
    id,
    classId,
    given: givenSplit,
    fixed: keepExisting ? split : null,
  }));
  const deal = state.source === "folders" ? splitFromFolders : stratifiedSplit;
  return deal(items, state.fractions, state.seed);
}
