import type { DatabaseSync } from "node:sqlite";

import { changePieces } from "./apply-changes.ts";
import { EDITED_FIELDS } from "./edit-changes.ts";
import { performEdit, type EditPiece } from "./edit-history.ts";
import type { IndexCommands } from "./index-commands.ts";
import type { NewImage } from "./index-types.ts";
import { addImages } from "./write-data-set.ts";
import { pictures } from "./write-edits.ts";

type Params = IndexCommands["addPictures"]["params"];

/** Pictures that a person takes one by one, as an edit: before it they count as excluded, which is what undo makes of them. */
export function addPictures(
  database: DatabaseSync,
  { images, changes, className, together }: Params,
): { added: number } {
  if (images.length + changes.length === 0) return { added: 0 };
  const where = className === null ? "to be labelled" : `to “${className}”`;
  const added = performEdit(database, {
    describe: (count) => `Add ${pictures(count)} ${where}`,
    fields: EDITED_FIELDS,
    pieces: [
      joined([
        newPictures(database, images),
        ...changePieces(database, changes, []),
      ]),
    ],
    steps: together === undefined ? [] : [{ kind: "together", key: together }],
  });
  return { added };
}

/** Few enough for one transaction, so that they are there with their edit or not at all. */
function joined(pieces: readonly EditPiece[]): EditPiece {
  return {
    get imageIds() {
      return pieces.flatMap(({ imageIds }) => imageIds);
    },
    record: (editId) => pieces.forEach((piece) => piece.record(editId)),
  };
}

function newPictures(
  database: DatabaseSync,
  images: readonly NewImage[],
): EditPiece {
  let imageIds: number[] = [];
  return {
    get imageIds() {
      return imageIds;
    },
    record(editId) {
      const addedAt = new Date().toISOString();
      const { afterId } = addImages(database, images, addedAt);
      imageIds = database
        .prepare(
          `INSERT INTO edit_changes (edit_id, image_id, field, before, after)
           SELECT ?, id, 'excluded', 1, 0 FROM images WHERE id > ? RETURNING image_id`,
        )
        .all(editId, afterId)
        .map((row) => Number(row["image_id"]));
    },
  };
}
