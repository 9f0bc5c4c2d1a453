import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

import { StudioError } from "#engine/base/errors.ts";

import { DATA_ROOM_MIGRATION } from "./data-room-migration.ts";
import { toStorageError } from "./storage-errors.ts";

/** One step of the schema: `user_version` n to n + 1. Never change a step that has shipped; add one. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE roots (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,          -- absolute; of a copied root relative to the project
    copied INTEGER NOT NULL CHECK (copied IN (0, 1))
  );

  CREATE TABLE classes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    folder_name TEXT,                   -- the name at import, so that a renamed class is found again
    color_index INTEGER NOT NULL,
    removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
  );
  CREATE UNIQUE INDEX classes_name ON classes (name) WHERE removed = 0;

  CREATE TABLE images (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    root_id INTEGER NOT NULL REFERENCES roots (id),
    path TEXT NOT NULL,                 -- relative to the root, with /
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    modified_ms REAL NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    orientation INTEGER NOT NULL,
    format TEXT NOT NULL,
    details TEXT NOT NULL,              -- JSON
    class_id INTEGER NOT NULL REFERENCES classes (id),
    given_split TEXT CHECK (given_split IN ('train', 'validation', 'test')),
    split TEXT CHECK (split IN ('train', 'validation', 'test')),
    excluded INTEGER NOT NULL DEFAULT 0 CHECK (excluded IN (0, 1)),
    added_at TEXT NOT NULL
  );
  CREATE UNIQUE INDEX images_path ON images (root_id, path);
  CREATE UNIQUE INDEX images_content ON images (sha256);
  -- each ends in the row id, so a page in order of id needs no sort
  CREATE INDEX images_excluded ON images (excluded);
  CREATE INDEX images_class ON images (class_id, excluded);
  CREATE INDEX images_split ON images (split, excluded, class_id);
  CREATE INDEX images_name ON images (excluded, file_name COLLATE NOCASE);

  CREATE TABLE problems (
    id INTEGER PRIMARY KEY,
    root_id INTEGER NOT NULL REFERENCES roots (id),
    path TEXT NOT NULL,
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('skipped', 'note')),
    size_bytes INTEGER,
    modified_ms REAL,
    sha256 TEXT
  );
  CREATE UNIQUE INDEX problems_path ON problems (root_id, path);
  CREATE INDEX problems_content ON problems (sha256) WHERE sha256 IS NOT NULL;

  CREATE TABLE edits (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    description TEXT NOT NULL,
    steps TEXT NOT NULL,                -- JSON: changes that are not of single pictures
    state TEXT NOT NULL CHECK (state IN ('applying', 'done', 'undoing', 'undone', 'redoing', 'discarded'))
  );
  CREATE INDEX edits_state ON edits (state);
  CREATE TABLE edit_changes (
    edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES images (id),
    field TEXT NOT NULL CHECK (field IN ('class_id', 'split', 'excluded')),
    before,
    after,
    PRIMARY KEY (edit_id, image_id)
  ) WITHOUT ROWID;
  CREATE INDEX edit_changes_image ON edit_changes (image_id);

  CREATE TABLE runs (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    status TEXT NOT NULL,
    config TEXT NOT NULL,               -- JSON
    metrics TEXT NOT NULL,              -- JSON
    deleted INTEGER NOT NULL DEFAULT 0 CHECK (deleted IN (0, 1))
  );

  -- run_id is a run or 'baseline', hence no foreign key
  CREATE TABLE predictions (
    run_id TEXT NOT NULL,
    image_id INTEGER NOT NULL REFERENCES images (id),
    split TEXT,
    actual_class_id INTEGER NOT NULL,
    predicted_class_id INTEGER NOT NULL,
    confidence REAL NOT NULL,
    label_probability REAL NOT NULL,
    correct INTEGER NOT NULL,
    probabilities BLOB NOT NULL         -- float32, little endian
  );
  CREATE UNIQUE INDEX predictions_image ON predictions (run_id, image_id);
  CREATE INDEX predictions_of_image ON predictions (image_id);
  CREATE INDEX predictions_cell ON predictions (run_id, split, actual_class_id, predicted_class_id, confidence, image_id);
  CREATE INDEX predictions_doubt ON predictions (run_id, label_probability, image_id);
  CREATE INDEX predictions_mistakes ON predictions (run_id, correct, confidence, image_id);

  CREATE TABLE findings (
    id INTEGER PRIMARY KEY,
    check_id TEXT NOT NULL,
    image_id INTEGER NOT NULL REFERENCES images (id),
    other_image_id INTEGER REFERENCES images (id),
    score REAL NOT NULL,
    details TEXT NOT NULL,              -- JSON
    state TEXT NOT NULL CHECK (state IN ('open', 'dismissed', 'resolved'))
  );
  CREATE INDEX findings_check ON findings (check_id, state, score);
  CREATE INDEX findings_image ON findings (image_id);

  CREATE TABLE documents (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL                 -- JSON
  );
  `,
  `
  -- what a data set of texts is made of: an item of \`images\` is a picture file, or has a row here
  CREATE TABLE texts (
    image_id INTEGER PRIMARY KEY REFERENCES images (id),
    text TEXT NOT NULL
  );
  `,
  DATA_ROOM_MIGRATION,
];

/** The `user_version` that this program writes. */
export const INDEX_VERSION = MIGRATIONS.length;

/** Milliseconds that a statement waits for another one's short transaction. */
const BUSY_TIMEOUT_MS = 5000;

/**
 * Opens the index for its one writer, makes or migrates its tables.
 * @throws StudioError `project/newer-version`, `project/file-system-unsupported`, `storage/…`
 */
export function openIndexForWriting(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, {
      timeout: BUSY_TIMEOUT_MS,
      enableForeignKeyConstraints: true,
    });
    const mode = database.prepare("PRAGMA journal_mode = WAL").get();
    requireWal(mode?.["journal_mode"], path);
    // What a statement would take back if it failed is kept in memory: in a file it is as much to write as the index itself.
    database.exec(
      "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -192000; PRAGMA wal_autocheckpoint = 16384;",
    );
    migrate(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw toStorageError(error, `The index ${path}`);
  }
}

/**
 * Opens the index for reading, while a writer has it or not.
 * @param options.immutable nobody can write: a read-only drive, where the journal's shared memory cannot be made
 */
export function openIndexForReading(
  path: string,
  options: { immutable?: boolean } = {},
): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    const location = options.immutable ? immutableLocation(path) : path;
    database = new DatabaseSync(location, {
      readOnly: true,
      timeout: BUSY_TIMEOUT_MS,
    });
    requireKnownVersion(database, path);
    database.exec("PRAGMA cache_size = -16000; PRAGMA mmap_size = 268435456;");
    return database;
  } catch (error) {
    database?.close();
    throw toStorageError(error, `The index ${path}`);
  }
}

/**
 * @throws StudioError where SQLite could not switch to its write-ahead log, as on some network drives
 */
export function requireWal(mode: unknown, path: string): void {
  if (mode === "wal") return;
  throw new StudioError(
    "project/file-system-unsupported",
    `A project needs a drive on which SQLite can keep a write-ahead log, but the one of ${path} offers only "${String(mode)}" (usual for network drives). Keep the project on a local drive; the pictures may stay where they are.`,
  );
}

function migrate(database: DatabaseSync, path: string): void {
  const version = requireKnownVersion(database, path);
  for (let step = version; step < INDEX_VERSION; step++) {
    database.exec("BEGIN IMMEDIATE");
    try {
      database.exec(MIGRATIONS[step] ?? "");
      database.exec(`PRAGMA user_version = ${step + 1}`);
      database.exec("COMMIT");
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  }
}

function requireKnownVersion(database: DatabaseSync, path: string): number {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.["user_version"]);
  if (version <= INDEX_VERSION) return version;
  throw new StudioError(
    "project/newer-version",
    `${path} was written by a newer Convolve (index version ${version}; this one knows ${INDEX_VERSION}). Update Convolve to open the project.`,
  );
}

function immutableLocation(path: string): URL {
  const url = pathToFileURL(path);
  url.searchParams.set("immutable", "1");
  return url;
}
