/** Which pictures are selected. Indices are places in the filtered list, ids are pictures. */
export interface Selection {
  readonly ids: ReadonlySet<number>;
  /** Where the keys are; null before the first touch. */
  readonly focus: number | null;
  /** Where a range with Shift begins. */
  readonly anchor: number | null;
}

export const NOTHING_SELECTED: Selection = {
  ids: new Set(),
  focus: null,
  anchor: null,
};

/** A plain click or key: this one alone. */
export function selectOne(index: number, id: number): Selection {
  return { ids: new Set([id]), focus: index, anchor: index };
}

/** Ctrl or ⌘ with a click: in or out, the others as they are. */
export function toggleOne(
  selection: Selection,
  index: number,
  id: number,
): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) {
    ids.add(id);
  }
  return { ids, focus: index, anchor: index };
}

/**
 * Shift: everything from the anchor to here.
 * @param idsBetween pictures from rangeOf(selection, index)
 */
export function selectRange(
  selection: Selection,
  index: number,
  idsBetween: readonly number[],
): Selection {
  return {
    ids: new Set(idsBetween),
    focus: index,
    anchor: selection.anchor ?? index,
  };
}

/** First and last index of what Shift covers. */
export function rangeOf(
  selection: Selection,
  index: number,
): readonly [first: number, last: number] {
  const anchor = selection.anchor ?? index;
  return [Math.min(anchor, index), Math.max(anchor, index)];
}

/** A rubber band; with `kept` (Ctrl held) on top of what was selected before. */
export function selectBand(
  selection: Selection,
  covered: readonly { readonly index: number; readonly id: number }[],
  kept: ReadonlySet<number>,
): Selection {
  const last = covered.at(-1);
  return {
    ids: new Set([...kept, ...covered.map(({ id }) => id)]),
    focus: last?.index ?? selection.focus,
    anchor: covered[0]?.index ?? selection.anchor,
  };
}

export function selectAll(
  selection: Selection,
  ids: readonly number[],
): Selection {
  return { ids: new Set(ids), focus: selection.focus ?? 0, anchor: 0 };
}

/** Nothing selected, the keys where they were. */
export function selectNone(selection: Selection): Selection {
  return { ids: new Set(), focus: selection.focus, anchor: selection.focus };
}
