import type { z } from "zod";

import type { Split } from "#api/base.ts";
import type { ClassMetricsSchema, Evaluation } from "#api/results.ts";
import { accuracy, logLoss, topKAccuracy } from "./accuracy.ts";
import { expectedCalibrationError, reliabilityTable } from "./calibration.ts";
import {
  classFigures,
  macroAverage,
  weightedAverage,
  type ClassFigures,
} from "./class-metrics.ts";
import { confusionMatrix } from "./confusion-matrix.ts";
import { predictedClasses, type ScoredLabels } from "./scored-labels.ts";

/** Fewer test pictures than this in some class call for cross-validated figures beside the test figures. */
export const FEW_TEST_PICTURES = 30;

export interface EvaluateRequest {
  readonly runId: string;
  readonly split: Split;
  readonly scored: ScoredLabels;
  /** In the order of the network's outputs. */
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly crossValidation?: Evaluation["crossValidation"];
  readonly crossValidationSkipped?: Evaluation["crossValidationSkipped"];
  readonly createdAt: Date;
}

/** Every figure of an evaluation, as the contract has it. */
export function evaluate(request: EvaluateRequest): Evaluation {
  const { scored, classes } = request;
  const matrix = confusionMatrix(
    scored.labels,
    predictedClasses(scored),
    scored.classCount,
  );
  const reliability = reliabilityTable(scored);
  return {
    runId: request.runId,
    split: request.split,
    imageCount: scored.labels.length,
    accuracy: accuracy(scored),
    top5: topKAccuracy(scored, 5),
    loss: logLoss(scored),
    macro: macroAverage(matrix),
    weighted: weightedAverage(matrix),
    calibrationError: expectedCalibrationError(reliability),
    reliability,
    perClass: describeClasses(classFigures(matrix), classes),
    classIds: classes.map(({ id }) => id),
    confusion: matrix,
    crossValidation: request.crossValidation ?? null,
    crossValidationSkipped: request.crossValidationSkipped ?? null,
    createdAt: request.createdAt.toISOString(),
  };
}

/** The least number of pictures that any class has among these labels. */
export function smallestSupport(
  labels: ArrayLike<number>,
  classCount: number,
): number {
  const counts = Array.from({ length: classCount }, () => 0);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  return Math.min(...counts);
}

function describeClasses(
  figures: readonly ClassFigures[],
  classes: EvaluateRequest["classes"],
): z.infer<typeof ClassMetricsSchema>[] {
  return classes.map(({ id, name }, index) => ({
    classId: id,
    name,
    ...(figures[index] as ClassFigures),
  }));
}
