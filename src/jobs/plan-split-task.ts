import type { SplitPreview, SplitRule } from "#api/splits.ts";
import { planSplit, type SplitPlan } from "#engine/datasets/plan-split.ts";
import { openReader } from "#engine/storage/project.ts";

export interface PlanSplitRequest {
  readonly projectDirectory: string;
  readonly readOnly: boolean;
  readonly rule: SplitRule;
}

/** What a rule would do: a task of the model process, as of a million pictures it takes seconds. */
export async function previewSplit(
  request: PlanSplitRequest,
): Promise<SplitPreview> {
  return plan(request).preview;
}

/** The sides that a rule gives: a task of the model process. */
export async function dealSides(
  request: PlanSplitRequest,
): Promise<Pick<SplitPlan, "sides" | "state">> {
  const { sides, state } = plan(request);
  return { sides, state };
}

function plan({ projectDirectory, readOnly, rule }: PlanSplitRequest) {
  const reader = openReader(projectDirectory, readOnly);
  try {
    return planSplit(reader, rule);
  } finally {
    reader.close();
  }
}
