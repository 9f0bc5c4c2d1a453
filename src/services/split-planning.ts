import type { SplitPreview, SplitRule } from "#api/splits.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { SplitPlan } from "#engine/datasets/plan-split.ts";
import type { ModelProcess } from "#engine/jobs/model-process.ts";
import type { PlanSplitRequest } from "#engine/jobs/plan-split-task.ts";
import type { Project } from "#engine/storage/project-types.ts";

/** Plans splits in the model process, so that the engine answers others while a million pictures are dealt. */
export class SplitPlanning {
  readonly #models: ModelProcess;
  /** The preview that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(models: ModelProcess) {
    this.#models = models;
  }

  /**
   * What a rule would do. One at a time: while a person turns a knob, those that nobody waits for any more are not made.
   * @throws CancelledError
   */
  preview(
    project: Project,
    rule: SplitRule,
    signal: AbortSignal | undefined,
  ): Promise<SplitPreview> {
    const preview = this.#last
      .catch(() => undefined)
      .then(() => {
        throwIfCancelled(signal);
        return this.#models.run<SplitPreview>(
          "previewSplit",
          requestOf(project, rule),
        );
      });
    this.#last = preview;
    return preview;
  }

  deal(
    project: Project,
    rule: SplitRule,
  ): Promise<Pick<SplitPlan, "sides" | "state">> {
    return this.#models.run("dealSides", requestOf(project, rule));
  }
}

function requestOf(
  { directory, readOnly }: Project,
  rule: SplitRule,
): PlanSplitRequest {
  return { projectDirectory: directory, readOnly, rule };
}
