import type { Evaluation } from "#api/results.ts";

/** Names of the evaluated classes in the order of the confusion matrix. */
export function classNamesOf(evaluation: Evaluation): string[] {
  const nameOf = classNameLookup(evaluation);
  return evaluation.classIds.map(nameOf);
}

/** Name of a class by its id; an unknown one shows its number. */
export function classNameLookup(
  evaluation: Evaluation,
): (classId: number) => string {
  const names = new Map(
    evaluation.perClass.map(({ classId, name }) => [classId, name]),
  );
  return (classId) => names.get(classId) ?? String(classId);
}
