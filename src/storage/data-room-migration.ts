/** Version 2 to 3 of the index: what checking, labelling, splitting and going back need, and orders that page fast at a million pictures. */
export const DATA_ROOM_MIGRATION = `
  -- the one reserved class of pictures that nobody has labelled yet
  ALTER TABLE classes ADD COLUMN unlabelled INTEGER NOT NULL DEFAULT 0 CHECK (unlabelled IN (0, 1));
  CREATE UNIQUE INDEX classes_unlabelled ON classes (unlabelled) WHERE unlabelled = 1;

  -- copies of two measures, so that pictures can be put in order by them from one index
  ALTER TABLE images ADD COLUMN brightness REAL;
  ALTER TABLE images ADD COLUMN sharpness REAL;

  -- One index per order. Each holds what filters ask for, so that a far page is a walk through one index and reads no rows.
  DROP INDEX images_excluded;
  DROP INDEX images_name;
  CREATE INDEX images_added ON images (excluded, id, class_id, split);
  CREATE INDEX images_name ON images (excluded, file_name COLLATE NOCASE, id, class_id, split);
  CREATE INDEX images_file_size ON images (excluded, size_bytes, id, class_id, split);
  CREATE INDEX images_pixels ON images (excluded, width * height, id, class_id, split);
  CREATE INDEX images_brightness ON images (excluded, brightness, id, class_id, split);
  CREATE INDEX images_sharpness ON images (excluded, sharpness, id, class_id, split);

  DROP INDEX predictions_cell;
  CREATE INDEX predictions_cell ON predictions (run_id, actual_class_id, predicted_class_id, split, confidence, image_id);
  CREATE INDEX predictions_wrong ON predictions (run_id, image_id, split, actual_class_id, predicted_class_id) WHERE correct = 0;
  CREATE INDEX predictions_confidence ON predictions (run_id, confidence, image_id, actual_class_id);

  CREATE TABLE attributes (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
  );
  CREATE TABLE image_attributes (
    image_id INTEGER NOT NULL REFERENCES images (id),
    attribute_id INTEGER NOT NULL REFERENCES attributes (id),
    value TEXT NOT NULL,
    PRIMARY KEY (image_id, attribute_id)
  ) WITHOUT ROWID;
  CREATE INDEX image_attributes_value ON image_attributes (attribute_id, value, image_id);

  CREATE TABLE measures (
    image_id INTEGER PRIMARY KEY REFERENCES images (id),
    sha256 TEXT NOT NULL,               -- of the content that was measured
    version INTEGER NOT NULL,
    difference_hash BLOB NOT NULL,      -- 256 bits
    brightness REAL NOT NULL,
    dark_share REAL NOT NULL,
    bright_share REAL NOT NULL,
    contrast REAL NOT NULL,
    sharpness REAL NOT NULL,
    entropy REAL NOT NULL,
    red REAL NOT NULL,
    green REAL NOT NULL,
    blue REAL NOT NULL
  );

  -- What a finding rests on: it is open only while these values are still so. NULL: it does not depend on it.
  ALTER TABLE findings ADD COLUMN group_id INTEGER;
  ALTER TABLE findings ADD COLUMN class_id INTEGER;
  ALTER TABLE findings ADD COLUMN split TEXT;
  ALTER TABLE findings ADD COLUMN other_class_id INTEGER;
  ALTER TABLE findings ADD COLUMN other_split TEXT;

  -- An edit may now change several fields of a picture.
  CREATE TABLE new_edit_changes (
    edit_id INTEGER NOT NULL REFERENCES edits (id) ON DELETE CASCADE,
    image_id INTEGER NOT NULL REFERENCES images (id),
    field TEXT NOT NULL CHECK (field IN ('class_id', 'split', 'excluded')),
    before,
    after,
    PRIMARY KEY (edit_id, image_id, field)
  ) WITHOUT ROWID;
  INSERT INTO new_edit_changes SELECT edit_id, image_id, field, before, after FROM edit_changes;
  DROP TABLE edit_changes;
  ALTER TABLE new_edit_changes RENAME TO edit_changes;
  CREATE INDEX edit_changes_image ON edit_changes (image_id);

  -- pictures in an order that was computed, such as what to label next
  CREATE TABLE rankings (
    list TEXT NOT NULL,
    image_id INTEGER NOT NULL REFERENCES images (id),
    rank REAL NOT NULL,
    details TEXT NOT NULL,              -- JSON
    PRIMARY KEY (list, image_id)
  ) WITHOUT ROWID;
  CREATE INDEX rankings_order ON rankings (list, rank, image_id);

  -- the contents of the data set at some moments; the pictures of each are listed in the file of that name
  CREATE TABLE versions (
    digest TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    image_count INTEGER NOT NULL
  );
  CREATE TABLE snapshots (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    digest TEXT NOT NULL REFERENCES versions (digest)
  );

  CREATE TABLE test_seal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    act TEXT NOT NULL CHECK (act IN ('look', 'seal')),
    reason TEXT NOT NULL,
    run_id TEXT
  );

  -- parts of file names; new ones come in by the batch, because a trigger would write the index of each row by itself
  CREATE VIRTUAL TABLE image_names USING fts5 (file_name, content = 'images', content_rowid = 'id', tokenize = 'trigram', detail = 'none');
  INSERT INTO image_names (image_names) VALUES ('rebuild');
  CREATE TRIGGER image_names_update AFTER UPDATE OF file_name ON images WHEN old.file_name <> new.file_name BEGIN
    INSERT INTO image_names (image_names, rowid, file_name) VALUES ('delete', old.id, old.file_name);
    INSERT INTO image_names (rowid, file_name) VALUES (new.id, new.file_name);
  END;
`;
