import { describe, expect, it } from "vitest";

import type { SplitRule } from "#api/splits.ts";
import type { ModelProcess } from "#engine/jobs/model-process.ts";
import { SplitPlanning } from "#engine/services/split-planning.ts";
import type { Project } from "#engine/storage/project-types.ts";

const PROJECT = { directory: "/project", readOnly: false } as Project;

function ruleOf(seed: number): SplitRule {
  const fractions = { train: 0.8, validation: 0.1, test: 0.1 };
  return { source: "stratified", fractions, seed };
}

/** A model process whose work is done when it is told so. */
function slowProcess() {
  const rules: SplitRule[] = [];
  const finish: (() => void)[] = [];
  const run = (_name: string, { rule }: { rule: SplitRule }) => {
    rules.push(rule);
    return new Promise((resolve) => finish.push(() => resolve(rule)));
  };
  return { models: { run } as unknown as ModelProcess, rules, finish };
}

describe("SplitPlanning", () => {
  it("makes one preview at a time, and none that nobody waits for any more", async () => {
    const { models, rules, finish } = slowProcess();
    const planning = new SplitPlanning(models);
    const passed = new AbortController();
    const first = planning.preview(PROJECT, ruleOf(1), undefined);
    const second = planning.preview(PROJECT, ruleOf(2), passed.signal);
    const third = planning.preview(PROJECT, ruleOf(3), undefined);
    passed.abort();
    await expect.poll(() => rules).toEqual([ruleOf(1)]);
    finish[0]?.();
    expect(await first).toEqual(ruleOf(1));
    await expect(second).rejects.toMatchObject({ code: "job/cancelled" });
    await expect.poll(() => rules).toEqual([ruleOf(1), ruleOf(3)]);
    finish[1]?.();
    expect(await third).toEqual(ruleOf(3));
  });
});
