import { describe, expect, it } from "vitest";

import type { EpochMetrics } from "#api/training.ts";
import {
  bestEpochOf,
  learningRateSeries,
  metricSeries,
  phasesOf,
} from "#renderer/features/train/training-series.ts";

function epoch(
  number: number,
  phase: EpochMetrics["phase"] = "head",
): EpochMetrics {
  return {
    epoch: number,
    phase,
    trainLoss: 2 / number,
    trainAccuracy: 0.1 * number,
    validationLoss: number === 1 ? null : 2.5 / number,
    validationAccuracy: 0.08 * number,
    learningRate: 0.01 / number,
    imagesPerSecond: 100,
    seconds: number,
  };
}

describe("metricSeries", () => {
  it("gives train and validation over epochs, with a gap where validation is not known", () => {
    const [train, validation] = metricSeries([epoch(1), epoch(2)], [], "loss");
    expect(train?.points).toEqual([
      { x: 1, y: 2 },
      { x: 2, y: 1 },
    ]);
    expect(validation?.points).toEqual([
      { x: 1, y: null },
      { x: 2, y: 1.25 },
    ]);
  });

  it("puts live steps behind the epochs, by their fraction of an epoch", () => {
    const series = metricSeries(
      [epoch(1)],
      [
        { epoch: 1.25, loss: 1.9, accuracy: 0.15 },
        { epoch: 1.5, loss: 1.8, accuracy: 0.2 },
      ],
      "accuracy",
    );
    expect(series.map(({ id }) => id)).toEqual([
      "steps",
      "train",
      "validation",
    ]);
    expect(series[0]?.points).toEqual([
      { x: 1.25, y: 0.15 },
      { x: 1.5, y: 0.2 },
    ]);
  });

  it("leaves steps out where there are fewer of them than epochs", () => {
    const series = metricSeries(
      [epoch(1), epoch(2)],
      [{ epoch: 1.5, loss: 1.8, accuracy: 0.2 }],
      "loss",
    );
    expect(series.map(({ id }) => id)).toEqual(["train", "validation"]);
  });
});

describe("learningRateSeries", () => {
  it("follows the learning rate", () => {
    expect(learningRateSeries([epoch(2)])[0]?.points).toEqual([
      { x: 2, y: 0.005 },
    ]);
  });
});

describe("bestEpochOf", () => {
  it("is the epoch with the least validation loss, or training loss without validation", () => {
    const worse = { ...epoch(3), validationLoss: 9 };
    expect(bestEpochOf([epoch(1), epoch(2), worse])).toBe(2);
    const unknown = (number: number) => ({
      ...epoch(number),
      validationLoss: null,
    });
    expect(bestEpochOf([unknown(1), unknown(2)])).toBe(2);
    expect(bestEpochOf([])).toBeNull();
  });
});

describe("phasesOf", () => {
  it("marks where each phase begins", () => {
    const phases = phasesOf([
      epoch(1),
      epoch(2),
      epoch(3, "fine-tuning"),
      epoch(4, "fine-tuning"),
    ]);
    expect(phases).toEqual([
      { x: 0, label: "Head" },
      { x: 2, label: "Fine-tuning" },
    ]);
  });

  it("marks nothing when there is one phase only", () => {
    expect(phasesOf([epoch(1), epoch(2)])).toEqual([]);
  });
});
