import type { ImportRoot } from "./import-file.ts";
import type { ImportRequest } from "./import-types.ts";

/** Rows of problems that are looked at together. */
const PROBLEM_PAGE = 1000;
/** Of the walk through a folder, which comes upon them anew where they are still so. */
const FOUND_ANEW = /^(?:folder|file)\//;

/** Takes problems of a root off the list: those of files that were deleted or renamed since, and what the walk finds by itself. */
export async function forgetProblems(
  { rootId }: ImportRoot,
  { reader, emit }: Pick<ImportRequest, "reader" | "emit">,
  isGone: (path: string) => Promise<boolean>,
): Promise<void> {
  const gone: number[] = [];
  for (let offset = 0; ; offset += PROBLEM_PAGE) {
    const page = reader.problems(offset, PROBLEM_PAGE);
    for (const problem of page.filter((row) => row.rootId === rootId)) {
      const { code, id, path } = problem;
      if (FOUND_ANEW.test(code) || (await isGone(path))) gone.push(id);
    }
    if (page.length < PROBLEM_PAGE) break;
  }
  if (gone.length > 0) await emit("forgetProblems", { problemIds: gone });
}
