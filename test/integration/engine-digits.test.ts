import { describe, expect, it } from "vitest";

import { useBareEngine } from "#test/helpers/bare-engine.ts";

const engine = useBareEngine();

describe("the sample set of digits", () => {
  it("is drawn, imported, and read by LeNet-5 after a few epochs", async () => {
    const sample = await engine.client.projects.createSample({
      pictures: "digits",
    });
    await engine.finished(sample.jobId);
    expect(sample.project.name).toBe("Digits");
    const { imageCount, classes } = await engine.client.datasets.summary({});
    expect(imageCount).toBe(2000);
    expect(classes.map(({ name }) => name).join("")).toBe("0123456789");
    const { recipe } = await engine.client.training.advise({
      model: "lenet-5",
      epochs: 3,
      batchSize: 16,
    });
    const { jobId, runId } = await engine.client.training.start({ recipe });
    await engine.finished(jobId);
    const { jobId: evaluating } = await engine.client.evaluation.start({
      runId,
      openTestSet: true,
    });
    await engine.finished(evaluating);
    const evaluation = await engine.client.evaluation.get({ runId });
    expect(evaluation!.accuracy.value).toBeGreaterThan(0.9);
  }, 120_000);
});
