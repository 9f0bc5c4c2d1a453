import { readDesign } from "#engine/graph/design/read-design.ts";
import {
  LayerPatternSchema,
  patternDesign,
  type LayerPattern,
} from "#engine/graph/design/pattern.ts";
import type { Design } from "#engine/graph/design/design.ts";
import {
  editDesignWith,
  type DesignEdit,
} from "#engine/graph/design/edit-design.ts";

/** What the designer shows at one moment. */
export interface DesignerView {
  readonly design: Design;
  /** The knobs; `byPattern` says whether the layers are what they give. */
  readonly pattern: LayerPattern;
  readonly byPattern: boolean;
}

export interface DesignerState extends DesignerView {
  readonly past: readonly DesignerView[];
  readonly future: readonly DesignerView[];
  /** Of the last change: changes of the same thing in a row are one step back. */
  readonly subject: string | null;
}

export type DesignerAct =
  | {
      readonly kind: "edit";
      readonly edits: readonly DesignEdit[];
      /** What is changed, where a row of changes is to be one step: an attribute that is typed. */
      readonly subject?: string;
    }
  | {
      readonly kind: "pattern";
      readonly pattern: LayerPattern;
      readonly subject?: string;
    }
  | { readonly kind: "take"; readonly design: Design }
  | { readonly kind: "undo" | "redo" };

const MOST_STEPS = 200;

export function designerState(view: DesignerView): DesignerState {
  return { ...view, past: [], future: [], subject: null };
}

/** The designer after an act of the person's; every one but undo and redo can be undone. */
export function designerReducer(
  state: DesignerState,
  act: DesignerAct,
): DesignerState {
  switch (act.kind) {
    case "edit":
      return changed(state, edited(state, act.edits), act.subject);
    case "pattern": {
      const design = patternDesign(act.pattern, state.design.name);
      const view = { design, pattern: act.pattern, byPattern: true };
      return changed(state, view, act.subject);
    }
    case "take": {
      const { design } = act;
      return changed(state, { ...viewOf(state), design, byPattern: false });
    }
    case "undo":
      return steppedBack(state);
    case "redo":
      return steppedForward(state);
  }
}

function edited(
  state: DesignerState,
  edits: readonly DesignEdit[],
): DesignerView {
  const design = editDesignWith(state.design, edits);
  const isName = edits.every(({ kind }) => kind === "rename");
  if (isName) return { ...viewOf(state), design };
  const isInput = edits.every(({ kind }) => kind === "input");
  const pattern = LayerPatternSchema.safeParse({
    ...state.pattern,
    inputShape: design.input.shape,
  });
  return {
    design,
    pattern: pattern.success ? pattern.data : state.pattern,
    byPattern: state.byPattern && isInput && pattern.success,
  };
}

function changed(
  state: DesignerState,
  view: DesignerView,
  subject: string | null = null,
): DesignerState {
  if (view.design === state.design && view.pattern === state.pattern)
    return state;
  const isSameStep = subject !== null && subject === state.subject;
  const past = isSameStep
    ? state.past
    : [...state.past, viewOf(state)].slice(-MOST_STEPS);
  return { ...view, past, future: [], subject };
}

function steppedBack(state: DesignerState): DesignerState {
  const before = state.past.at(-1);
  return before === undefined
    ? state
    : {
        ...before,
        past: state.past.slice(0, -1),
        future: [viewOf(state), ...state.future],
        subject: null,
      };
}

function steppedForward(state: DesignerState): DesignerState {
  const [next, ...future] = state.future;
  return next === undefined
    ? state
    : { ...next, past: [...state.past, viewOf(state)], future, subject: null };
}

function viewOf({ design, pattern, byPattern }: DesignerView): DesignerView {
  return { design, pattern, byPattern };
}

/** A view as text, to be kept while the window is open. */
export function writeView(view: DesignerView): string {
  return JSON.stringify(viewOf(view));
}

/** Null where the text is none of `writeView`'s, as after an update of the program. */
export function readView(text: string): DesignerView | null {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return {
      design: readDesign(value["design"]),
      pattern: LayerPatternSchema.parse(value["pattern"]),
      byPattern: value["byPattern"] === true,
    };
  } catch {
    return null;
  }
}
