import { beforeAll, describe, expect, it } from "vitest";
import {
  EXECUTORS_UNDER_TEST,
  REFERENCE,
} from "#test/helpers/executors-under-test.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { takeSteps, type ShortRun } from "#test/helpers/training-steps.ts";

const STEPS = 20;
const TIMEOUT_MS = 240_000;

/** A small residual network, batch normalization by the batch, momentum: everything that could drift. */
const RUN: ShortRun = {
  id: "resnet-8",
  options: { inputSize: 13, width: 0.5 },
  training: {
    batchNormalization: "training",
    optimizer: { kind: "sgd", momentum: 0.9 },
  },
  learningRate: 0.02,
  steps: STEPS,
};

describe("twenty steps of a small ResNet", () => {
  failOnLeaks();
  let expected: readonly number[] = [];

  beforeAll(async () => {
    expected = (await takeSteps(await REFERENCE.create(), RUN)).losses;
  }, TIMEOUT_MS);

  it("change the loss on the reference", () => {
    expect(expected).toHaveLength(STEPS);
    expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(0.5);
  });

  describe.each(EXECUTORS_UNDER_TEST)("on $name", ({ create, unavailable }) => {
    it.skipIf(unavailable !== undefined)(
      "give the reference's losses to 1e-3",
      async () => {
        const { losses } = await takeSteps(await create(), RUN);
        const worst = losses.map((loss, step) =>
          Math.abs(loss - (expected[step] ?? Number.NaN)),
        );
        expect(worst.filter((difference) => !(difference < 1e-3))).toEqual([]);
        expect(losses).toHaveLength(STEPS);
      },
      TIMEOUT_MS,
    );
  });
});
