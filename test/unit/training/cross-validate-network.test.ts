import { describe, expect, it } from "vitest";

import type { EpochMetrics } from "#api/training.ts";
import {
  epochsToBest,
  secondsOfNetworkFolds,
} from "#engine/training/cross-validate-network.ts";

function history(losses: readonly (number | null)[]): EpochMetrics[] {
  return losses.map((validationLoss, index) => ({
    epoch: index + 1,
    phase: "scratch",
    trainLoss: 1,
    trainAccuracy: 0.5,
    validationLoss,
    validationAccuracy: validationLoss === null ? null : 0.5,
    learningRate: 0.1,
    imagesPerSecond: 50,
    seconds: index + 1,
  }));
}

describe("epochsToBest", () => {
  it("ends at the first epoch with the least validation loss", () => {
    expect(epochsToBest(history([0.9, 0.4, 0.6, 0.4, 0.5]))).toHaveLength(2);
  });

  it("takes all epochs without validation pictures", () => {
    expect(epochsToBest(history([null, null, null]))).toHaveLength(3);
  });

  it("passes over an epoch whose loss was not a number", () => {
    expect(epochsToBest(history([0.9, null, 0.8, null]))).toHaveLength(3);
  });

  it("is empty for a run that was stopped within its first epoch", () => {
    expect(epochsToBest([])).toEqual([]);
  });
});

describe("secondsOfNetworkFolds", () => {
  it("lets two thirds of the pictures learn three times in each epoch", () => {
    // 5 epochs of 200 pictures at 50 a second, three times.
    const seconds = secondsOfNetworkFolds(300, history([1, 1, 1, 1, 1]), 3);
    expect(seconds).toBeCloseTo(((5 * 200) / 50) * 3, 6);
  });
});
