import { createHash } from "node:crypto";

import type { Split } from "#api/base.ts";
import { currentVersion } from "#engine/datasets/versions/current-version.ts";
import type { PictureOfVersion } from "#engine/storage/index-types.ts";
import type { DataVersion } from "#engine/storage/versions-file.ts";

/** A picture of a data set that exists in words only; its content is its name. */
export interface VersionPicture {
  readonly name: string;
  /** null: without a label. */
  readonly label: string | null;
  readonly split?: Split | null;
  readonly excluded?: boolean;
}

/** The version of a data set of these pictures. */
export function versionOf(
  pictures: readonly VersionPicture[],
  emptyClasses: readonly string[] = [],
): Promise<DataVersion> {
  const names = pictures.flatMap(({ label }) => label ?? []);
  const classes = [...new Set([...names, ...emptyClasses])].map(
    (name, index) => ({ id: index + 10, name }),
  );
  const idOf = new Map(classes.map(({ id, name }) => [name, id]));
  const rows = pictures.map(
    (
      { name, label, split = "train", excluded = false },
      index,
    ): PictureOfVersion => ({
      id: index,
      sha256: createHash("sha256").update(name).digest("hex"),
      classId: label === null ? 1 : (idOf.get(label) as number),
      split,
      excluded,
      path: `${name}.jpg`,
    }),
  );
  return currentVersion({
    classes: () =>
      classes.map((row) => ({
        ...row,
        folderName: null,
        colorIndex: 0,
        count: 1,
        excluded: 0,
        bySplit: { train: 0, validation: 0, test: 0 },
        unassigned: 0,
      })),
    count: () => rows.length,
    eachVersionRow: () => rows.values(),
  });
}
