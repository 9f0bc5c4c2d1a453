import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ImageChange } from "#engine/storage/data-room-types.ts";
import {
  EXCLUDED,
  hashOfRow,
  VERSION_SIDES,
  type DataVersion,
} from "#engine/storage/versions-file.ts";

import { compareVersions, walk } from "./compare-versions.ts";
import { currentVersion, type ReadingOptions } from "./current-version.ts";

/** What an edit must do to the data set as it is so that it is as it was. */
export interface Restoration {
  readonly changes: readonly ImageChange[];
  readonly createClasses: readonly string[];
  readonly renameClasses: readonly { classId: number; name: string }[];
  /** Those that the version does not have and that are empty after it. */
  readonly removeClasses: readonly number[];
  /** Pictures of the version that the data set no longer has. */
  readonly gone: number;
}

/**
 * The way back to a version: labels, sides, exclusions and classes. A class that was only renamed gets its name back.
 * @param added what becomes of pictures that came after the version: they `stay` as they are, or are excluded
 */
export async function planRestoration(
  reader: IndexReader,
  version: DataVersion,
  added: "stay" | "exclude",
  options: ReadingOptions = {},
): Promise<Restoration> {
  const now = await currentVersion(reader, options);
  const { renames, counts } = await compareVersions(now, version);
  const classIdOf = new Map(reader.classes().map(({ id, name }) => [name, id]));
  const renameClasses = renames.map(({ from, to }) => {
    const classId = classIdOf.get(from) as number;
    classIdOf.set(to, classId);
    return { classId, name: to };
  });
  const createClasses = version.classNames.filter(
    (name) => !classIdOf.has(name),
  );
  const idByHash = idsByHash(reader, now);
  const changes: ImageChange[] = [];
  await walk(now, version, (present, wanted) => {
    if (present < 0) return;
    const imageId = idByHash(present);
    const flags = now.flags[present] as number;
    if (wanted < 0) {
      if (added === "exclude" && (flags & EXCLUDED) === 0) {
        changes.push({ imageId, excluded: true });
      }
      return;
    }
    const target = version.flags[wanted] as number;
    const label = labelChange(
      now.classNames[now.classes[present] as number],
      version.classNames[version.classes[wanted] as number],
    );
    if (label === null && flags === target) return;
    changes.push({
      imageId,
      ...label,
      ...((flags & ~EXCLUDED) !== (target & ~EXCLUDED) && {
        split: VERSION_SIDES[(target & ~EXCLUDED) - 1] ?? null,
      }),
      ...((flags & EXCLUDED) !== (target & EXCLUDED) && {
        excluded: (target & EXCLUDED) !== 0,
      }),
    });
  });
  const wantedNames = new Set(version.classNames);
  const renamed = new Set(renames.map(({ from }) => from));
  return {
    changes,
    createClasses,
    renameClasses,
    removeClasses: now.classNames
      .filter((name) => !wantedNames.has(name) && !renamed.has(name))
      .map((name) => classIdOf.get(name) as number),
    gone: counts.added,
  };

  /** null: it has the label already. */
  function labelChange(
    present: string | undefined,
    wanted: string | undefined,
  ): Pick<ImageChange, "classId" | "newClass"> | null {
    const presentId = present === undefined ? null : classIdOf.get(present);
    const wantedId =
      wanted === undefined ? reader.unlabelledClassId() : classIdOf.get(wanted);
    if (present === undefined && wanted === undefined) return null;
    if (wantedId === undefined) {
      return { newClass: createClasses.indexOf(wanted as string) };
    }
    return wantedId === null || wantedId === presentId
      ? null
      : { classId: wantedId };
  }
}

/** Id of the picture in a row of the version of now. */
function idsByHash(
  reader: IndexReader,
  now: DataVersion,
): (row: number) => number {
  const ids = new Map<string, number>();
  for (const { id, sha256 } of reader.eachVersionRow()) ids.set(sha256, id);
  return (row) => ids.get(hashOfRow(now, row)) as number;
}
