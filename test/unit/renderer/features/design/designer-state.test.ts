import { describe, expect, it } from "vitest";

import { patternDesign, USUAL_PATTERN } from "#engine/graph/design/pattern.ts";
import {
  designerReducer,
  designerState,
  readView,
  writeView,
  type DesignerAct,
} from "#renderer/features/design/designer-state.ts";

const START = designerState({
  design: patternDesign(USUAL_PATTERN, "mine"),
  pattern: USUAL_PATTERN,
  byPattern: true,
});
const after = (...acts: DesignerAct[]) => acts.reduce(designerReducer, START);
const filters = (value: number): DesignerAct => ({
  kind: "edit",
  edits: [
    { kind: "attributes", layer: "conv1_1", attributes: { filters: value } },
  ],
  subject: "conv1_1/filters",
});

describe("designerReducer", () => {
  it("takes what is typed in one field as one step", () => {
    const typed = after(filters(1), filters(12), filters(128));
    expect(typed.design.layers[0]!.attributes).toMatchObject({ filters: 128 });
    expect(typed.byPattern).toBe(false);
    const back = designerReducer(typed, { kind: "undo" });
    expect(back.design).toEqual(START.design);
    expect(back.byPattern).toBe(true);
    expect(designerReducer(back, { kind: "redo" }).design).toEqual(
      typed.design,
    );
  });

  it("keeps the knobs with the input's shape, and the shape with the knobs", () => {
    const smaller = after({
      kind: "edit",
      edits: [{ kind: "input", shape: [32, 32, 1] }],
    });
    expect(smaller.pattern.inputShape).toEqual([32, 32, 1]);
    expect(smaller.byPattern).toBe(true);
    const turned = designerReducer(smaller, {
      kind: "pattern",
      pattern: { ...smaller.pattern, blocks: 1 },
    });
    expect(turned.design.input.shape).toEqual([32, 32, 1]);
    expect(turned.design.name).toBe("mine");
  });

  it("forgets what was undone when something else is done", () => {
    const branched = after(filters(4), { kind: "undo" }, filters(8));
    expect(designerReducer(branched, { kind: "redo" })).toBe(branched);
    expect(after({ kind: "undo" })).toBe(START);
  });

  it("comes back from its text, and not from another's", () => {
    const state = after(filters(4));
    expect(readView(writeView(state))).toEqual({
      design: state.design,
      pattern: state.pattern,
      byPattern: false,
    });
    expect(readView('{"design":{}}')).toBeNull();
    expect(readView("nonsense")).toBeNull();
  });
});
