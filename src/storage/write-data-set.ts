import type { DatabaseSync } from "node:sqlite";

import { StudioError } from "#engine/base/errors.ts";

import { normalizeClassName } from "./class-names.ts";
import type { IndexCommands } from "./index-commands.ts";
import type { NewImage, NewProblem } from "./index-types.ts";
import { preparedOnce } from "./statements.ts";
import { chunksOf, transaction } from "./transactions.ts";

type Params<K extends keyof IndexCommands> = IndexCommands[K]["params"];

/** Finds or makes a root by its path. */
export function addRoot(
  database: DatabaseSync,
  { path, copied }: Params<"addRoot">,
): { rootId: number } {
  return transaction(database, () => {
    database
      .prepare(
        "INSERT INTO roots (path, copied) VALUES (?, ?) ON CONFLICT DO NOTHING",
      )
      .run(path, copied ? 1 : 0);
    const row = database
      .prepare("SELECT id FROM roots WHERE path = ?")
      .get(path);
    return { rootId: Number(row?.["id"]) };
  });
}

/** @throws StudioError `dataset/root-taken` */
export function setRootPath(
  database: DatabaseSync,
  { rootId, path }: Params<"setRootPath">,
): void {
  const other = database
    .prepare("SELECT id FROM roots WHERE path = ? AND id <> ?")
    .get(path, rootId);
  if (other) {
    throw new StudioError(
      "dataset/root-taken",
      `Expected a folder that is new to this data set. Received: ${path}, which other pictures are read from already. Import that folder again: pictures that have moved there are found by their content.`,
    );
  }
  transaction(
    database,
    () =>
      database
        .prepare("UPDATE roots SET path = ? WHERE id = ?")
        .run(path, rootId),
    { durable: true },
  );
}

/** A class is found by the name that its folder had when it was first imported, then by the name that it has now. */
export function ensureClasses(
  database: DatabaseSync,
  { names }: Params<"ensureClasses">,
): { classIds: number[] } {
  return transaction(database, () => ({
    classIds: names.map((name) => ensureClass(database, name)),
  }));
}

function ensureClass(database: DatabaseSync, folderName: string): number {
  const name = normalizeClassName(folderName);
  const known = database
    .prepare(
      `SELECT id, removed FROM classes WHERE folder_name = ?1 OR name = ?1
       ORDER BY removed, folder_name IS NOT ?1, id LIMIT 1`,
    )
    .get(name);
  if (!known) return insertClass(database, name, name);
  const id = Number(known["id"]);
  if (known["removed"] === 1) {
    database
      .prepare("UPDATE classes SET removed = 0, name = ? WHERE id = ?")
      .run(name, id);
  }
  return id;
}

/** The reserved class has a name that no folder can have, and no colour of the palette. */
export function ensureUnlabelled(database: DatabaseSync): { classId: number } {
  return transaction(database, () => {
    database
      .prepare(
        "INSERT INTO classes (name, color_index, unlabelled) VALUES ('/unlabelled', -1, 1) ON CONFLICT DO NOTHING",
      )
      .run();
    const row = database
      .prepare("SELECT id FROM classes WHERE unlabelled = 1")
      .get();
    return { classId: Number(row?.["id"]) };
  });
}

/** Adds a class with the next colour. The name must be free. */
export function insertClass(
  database: DatabaseSync,
  name: string,
  folderName: string | null,
): number {
  const result = database
    .prepare(
      `INSERT INTO classes (name, folder_name, color_index)
       VALUES (?, ?, (SELECT coalesce(max(color_index) + 1, 0) FROM classes))`,
    )
    .run(name, folderName);
  return Number(result.lastInsertRowid);
}

export function addRows(
  database: DatabaseSync,
  { images, problems }: Params<"addRows">,
): { added: number } {
  let added = 0;
  const addedAt = new Date().toISOString();
  for (const chunk of chunksOf(images, 500)) {
    transaction(database, () => {
      added += addImages(database, chunk, addedAt).added;
    });
  }
  for (const chunk of chunksOf(problems, 500)) {
    transaction(database, () => insertProblems(database, chunk));
  }
  return { added };
}

/** Within a transaction. @returns how many are new, and the id after which theirs come */
export function addImages(
  database: DatabaseSync,
  images: readonly NewImage[],
  addedAt: string,
): { added: number; afterId: number } {
  const afterId = lastImageId(database);
  const added = insertImages(database, images, addedAt);
  indexNames(database, afterId);
  return { added, afterId };
}

/** Puts the names of pictures after an id into the index of names. */
function indexNames(database: DatabaseSync, afterId: number): void {
  preparedOnce(
    database,
    "INSERT INTO image_names (rowid, file_name) SELECT id, file_name FROM images WHERE id > ?",
  ).run(afterId);
}

function lastImageId(database: DatabaseSync): number {
  const row = preparedOnce(database, "SELECT max(id) AS id FROM images").get();
  return Number(row?.["id"] ?? 0);
}

function insertImages(
  database: DatabaseSync,
  images: readonly NewImage[],
  addedAt: string,
): number {
  // A person's label and side stay when a file's content changed.
  const update = database.prepare(
    `UPDATE OR IGNORE images SET sha256 = ?, size_bytes = ?, modified_ms = ?, width = ?, height = ?, orientation = ?,
       format = ?, details = ?, given_split = ? WHERE root_id = ? AND path = ?`,
  );
  const insert = database.prepare(
    `INSERT INTO images (sha256, size_bytes, modified_ms, width, height, orientation, format, details, given_split,
       root_id, path, file_name, class_id, added_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const forget = database.prepare(
    "DELETE FROM problems WHERE root_id = ? AND path = ?",
  );
  const setText = database.prepare(
    `INSERT INTO texts (image_id, text) SELECT id, ?3 FROM images WHERE root_id = ?1 AND path = ?2
     ON CONFLICT (image_id) DO UPDATE SET text = excluded.text`,
  );
  const hasProblems = database.prepare("SELECT 1 FROM problems").get();
  const write = (image: NewImage) => {
    const facts = [
      image.sha256,
      image.sizeBytes,
      image.modifiedMs,
      image.width,
      image.height,
      image.orientation,
      image.format,
      JSON.stringify(image.details),
      image.givenSplit,
      image.rootId,
      image.path,
    ];
    if (hasProblems) forget.run(image.rootId, image.path);
    const fileName = image.path.slice(image.path.lastIndexOf("/") + 1);
    const { changes } = insert.run(...facts, fileName, image.classId, addedAt);
    // Nearly all are new.
    if (changes === 0) update.run(...facts);
    return Number(changes);
  };
  let added = 0;
  for (const image of images) {
    added += write(image);
    if (image.text !== undefined) {
      setText.run(image.rootId, image.path, image.text);
    }
    if (image.attributes !== undefined) {
      putAttributes(database, image, image.attributes);
    }
  }
  return added;
}

/** A picture's attributes are those of the last manifest that spoke of it. */
function putAttributes(
  database: DatabaseSync,
  { rootId, path }: NewImage,
  attributes: Readonly<Record<string, string>>,
): void {
  const image = preparedOnce(
    database,
    "SELECT id FROM images WHERE root_id = ? AND path = ?",
  ).get(rootId, path);
  // Another file has the same content, so this one was not taken.
  if (!image) return;
  const id = Number(image["id"]);
  preparedOnce(database, "DELETE FROM image_attributes WHERE image_id = ?").run(
    id,
  );
  for (const [name, value] of Object.entries(attributes)) {
    preparedOnce(
      database,
      "INSERT INTO attributes (name) VALUES (?) ON CONFLICT DO NOTHING",
    ).run(name);
    preparedOnce(
      database,
      "INSERT INTO image_attributes (image_id, attribute_id, value) SELECT ?, id, ? FROM attributes WHERE name = ?",
    ).run(id, value, name);
  }
}

function insertProblems(
  database: DatabaseSync,
  problems: readonly NewProblem[],
): void {
  const insert = database.prepare(
    `INSERT INTO problems (root_id, path, code, message, severity, size_bytes, modified_ms, sha256)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (root_id, path) DO UPDATE SET code = excluded.code, message = excluded.message, severity = excluded.severity,
       size_bytes = excluded.size_bytes, modified_ms = excluded.modified_ms, sha256 = excluded.sha256`,
  );
  for (const problem of problems) {
    insert.run(
      problem.rootId,
      problem.path,
      problem.code,
      problem.message,
      problem.severity,
      problem.sizeBytes,
      problem.modifiedMs,
      problem.sha256,
    );
  }
}

export function forgetProblems(
  database: DatabaseSync,
  { problemIds }: Params<"forgetProblems">,
): void {
  for (const chunk of chunksOf(problemIds)) {
    transaction(database, () =>
      database
        .prepare(
          "DELETE FROM problems WHERE id IN (SELECT value FROM json_each(?))",
        )
        .run(JSON.stringify(chunk)),
    );
  }
}

export function movePaths(
  database: DatabaseSync,
  { moves }: Params<"movePaths">,
): void {
  for (const chunk of chunksOf(moves)) {
    transaction(database, () => {
      // Two pictures may have changed places: first out of the way, then in.
      const leave = database.prepare(
        "UPDATE images SET path = '/moving/' || id WHERE id = ?",
      );
      const arrive = database.prepare(
        "UPDATE images SET path = ?, file_name = ?, modified_ms = ?, root_id = coalesce(?, root_id) WHERE id = ?",
      );
      const forget = database.prepare(
        `DELETE FROM problems WHERE path = ? AND severity = 'skipped'
         AND root_id = (SELECT root_id FROM images WHERE id = ?)`,
      );
      for (const { imageId } of chunk) leave.run(imageId);
      for (const { imageId, rootId, path, modifiedMs } of chunk) {
        const fileName = path.slice(path.lastIndexOf("/") + 1);
        arrive.run(path, fileName, modifiedMs, rootId ?? null, imageId);
        forget.run(path, imageId);
      }
    });
  }
}
