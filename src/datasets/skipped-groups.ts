import { folderOf } from "#engine/datasets/sources/file-kinds.ts";

import type { FileRemark } from "./import-types.ts";

/** Reported once for a folder, because there is one for every picture of it. */
const BY_FOLDER: ReadonlySet<string> = new Set([
  "source/mask",
  "source/annotation",
  "manifest/not-listed",
]);
/** Rows of one list that are reported one by one; those after them together. */
const MOST_ROWS = 1000;

/** Keeps the list of problems readable: a remark that comes for every file of a folder, or row of a list, is said once with a count. */
export class SkippedGroups {
  readonly #groups = new Map<string, { first: FileRemark; count: number }>();

  /** @returns whether the remark goes with others, and is not to be reported on its own */
  takes(remark: FileRemark): boolean {
    const { path, code } = remark;
    const isRow = code.startsWith("manifest/") && !BY_FOLDER.has(code);
    if (!BY_FOLDER.has(code) && !isRow) return false;
    const key = `${code} ${folderOf(path)}`;
    const known = this.#groups.get(key);
    if (known) known.count++;
    else this.#groups.set(key, { first: remark, count: 1 });
    return !isRow || (known !== undefined && known.count > MOST_ROWS);
  }

  /** One remark for each group, about its first file. */
  *remarks(): Generator<FileRemark> {
    for (const { first, count } of this.#groups.values()) {
      const { path, code, message } = first;
      if (BY_FOLDER.has(code)) {
        const more =
          count === 1
            ? ""
            : ` ${count - 1} more files in its folder are like it.`;
        yield { path, code, message: message + more };
      } else if (count > MOST_ROWS) {
        const rest = `${folderOf(path)}/further rows`;
        const more = ` So it is with ${count - MOST_ROWS} rows more.`;
        yield { path: rest, code, message: message + more };
      }
    }
  }
}
