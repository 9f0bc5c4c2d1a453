import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import { putDocument } from "./write-runs.ts";

/** A change that is not of single pictures; can be done and taken back. */
export type EditStep =
  | { kind: "rename-class"; classId: number; before: string; after: string }
  | { kind: "create-class"; classId: number }
  | { kind: "remove-class"; classId: number }
  | { kind: "document"; name: string; before: unknown; after: unknown }
  /** Changes nothing: what comes next with the same key joins this edit. */
  | { kind: "together"; key: string };

/** Does a step, or takes it back. @throws StudioError `dataset/class-name-taken` */
export function applyStep(
  database: DatabaseSync,
  step: EditStep,
  side: "before" | "after",
): void {
  requirePossible(database, step, side);
  if (step.kind === "together") return;
  if (step.kind === "rename-class") {
    database
      .prepare("UPDATE classes SET name = ? WHERE id = ?")
      .run(step[side], step.classId);
  } else if (step.kind === "document") {
    putDocument(database, step.name, step[side]);
  } else {
    const removed = (step.kind === "remove-class") === (side === "after");
    // A class that got pictures in the meantime stays.
    database
      .prepare(
        `UPDATE classes SET removed = ?1 WHERE id = ?2
         AND (?1 = 0 OR NOT EXISTS (SELECT 1 FROM images WHERE class_id = ?2))`,
      )
      .run(removed ? 1 : 0, step.classId);
  }
}

/** @throws StudioError `dataset/class-name-taken` when a name that comes back is in use by now */
export function requirePossible(
  database: DatabaseSync,
  step: EditStep,
  side: "before" | "after",
): void {
  if (step.kind === "document" || step.kind === "together") return;
  const name =
    step.kind === "rename-class"
      ? step[side]
      : (database
          .prepare("SELECT name FROM classes WHERE id = ?")
          .get(step.classId)?.["name"] as string);
  requireFreeName(database, name, step.classId);
}

/** @throws StudioError `dataset/class-name-taken` when another class has the name */
export function requireFreeName(
  database: DatabaseSync,
  name: string,
  classId: number,
): void {
  const other = database
    .prepare(
      "SELECT id FROM classes WHERE name = ? AND removed = 0 AND id <> ?",
    )
    .get(name, classId);
  if (!other) return;
  throw new StudioError(
    "dataset/class-name-taken",
    `There is already a class “${name}”. Choose another name, or merge the two classes by relabelling their pictures.`,
  );
}
