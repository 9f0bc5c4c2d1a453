import type { CheckFacts } from "./check.ts";

/** Labelled pictures by class, in the order of the classes. */
export function countByClass({
  pictures,
  classes,
}: Pick<CheckFacts, "pictures" | "classes">): {
  readonly id: number;
  readonly name: string;
  readonly count: number;
}[] {
  const counts = new Map<number, number>();
  for (const classId of pictures.classIds) {
    counts.set(classId, (counts.get(classId) ?? 0) + 1);
  }
  return classes.map(({ id, name }) => ({
    id,
    name,
    count: counts.get(id) ?? 0,
  }));
}
