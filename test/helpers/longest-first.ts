import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/**
 * What takes ten seconds or more on two cores, the longest first. A machine that has not run the tests before would go by the size of the files,
 * and begin some of these last, when the other workers have nothing left to do.
 */
export const LONGEST_FILES: readonly string[] = [
  "test/unit/compute/ops/ops.test.ts",
  "test/unit/imaging/fuzz-pictures.test.ts",
  "test/integration/engine-interruptions.test.ts",
  "test/integration/device-fallback.test.ts",
  "test/unit/models/trainable.test.ts",
  "test/unit/compute/one-answer.test.ts",
  "test/unit/models/keras-applications.test.ts",
  "test/integration/data-room-kills.test.ts",
  "test/unit/compute/keras-blocks.test.ts",
  "test/unit/jobs/job-queue.test.ts",
  "test/e2e/story.test.ts",
  "test/e2e/texts.test.ts",
  "test/e2e/catalogue.test.ts",
  "test/e2e/designer.test.ts",
  "test/integration/staged-engine.test.ts",
  "test/integration/cli-chain.test.ts",
  "test/e2e/devices.test.ts",
  "test/e2e/weights.test.ts",
  "test/integration/engine-training.test.ts",
  "test/integration/bench.test.ts",
  "test/integration/experiments.test.ts",
  "test/unit/datasets/fuzz-manifests.test.ts",
  "test/integration/server-files.test.ts",
  "test/integration/published-weights.test.ts",
  "test/integration/engine-texts.test.ts",
];

/** Project after project as they are listed, in each the longest files first, then as Vitest orders them. */
export class LongestFirst extends BaseSequencer {
  override async sort(
    specifications: TestSpecification[],
  ): Promise<TestSpecification[]> {
    const usual = await super.sort.call(this, specifications);
    const projects = this.ctx.projects.map(({ name }) => name);
    return usual.toSorted(
      (a, b) =>
        projects.indexOf(a.project.name) - projects.indexOf(b.project.name) ||
        rank(a) - rank(b),
    );
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONGEST_FILES.findIndex((file) =>
    moduleId.endsWith(`/${file}`),
  );
  return place === -1 ? LONGEST_FILES.length : place;
}
