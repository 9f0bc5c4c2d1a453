import type { DatasetSummary } from "#api/datasets.ts";

/** Shares of the three parts, together 1. */
export interface Fractions {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
}

/** No part may vanish: training, early stopping and the final evaluation each need pictures. */
export const LEAST_SHARE = 0.05;

/**
 * The shares after a border has moved. Only the two parts beside it change, in whole per cent.
 * @param border   0: between train and validation, 1: between validation and test
 * @param position new place of the border from the left, 0 to 1
 */
export function moveBorder(
  fractions: Fractions,
  border: 0 | 1,
  position: number,
): Fractions {
  const percent = Math.round(position * 100);
  const least = LEAST_SHARE * 100;
  const train = Math.round(fractions.train * 100);
  const test = Math.round(fractions.test * 100);
  if (border === 0) {
    const next = within(percent, least, 100 - test - least);
    return shares(next, 100 - next - test, test);
  }
  const next = within(percent, train + least, 100 - least);
  return shares(train, next - train, 100 - next);
}

/** Place of a border from the left, 0 to 1. */
export function borderPosition(fractions: Fractions, border: 0 | 1): number {
  return border === 0
    ? fractions.train
    : fractions.train + fractions.validation;
}

function shares(train: number, validation: number, test: number): Fractions {
  return {
    train: train / 100,
    validation: validation / 100,
    test: test / 100,
  };
}

function within(value: number, minimum: number, maximum: number): number {
  return Math.min(Math.max(value, minimum), maximum);
}

/** What was asked for where the parts were drawn; where a person or the folders gave them, what they are. */
export function shownFractions(
  { splitSource, splitFractions }: DatasetSummary,
  counts: Fractions,
): Fractions {
  const total = counts.train + counts.validation + counts.test;
  const isGiven = splitSource === "folders" || splitSource === "fixed";
  if (!isGiven || total === 0) return splitFractions;
  return {
    train: counts.train / total,
    validation: counts.validation / total,
    test: counts.test / total,
  };
}

/** Included pictures of each part. */
export function splitCounts(dataset: DatasetSummary): Fractions {
  const counts = { train: 0, validation: 0, test: 0 };
  for (const { bySplit } of dataset.classes) {
    counts.train += bySplit.train;
    counts.validation += bySplit.validation;
    counts.test += bySplit.test;
  }
  return counts;
}
