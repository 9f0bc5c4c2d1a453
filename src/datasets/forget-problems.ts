import type { ImportRoot } from "./import-file.ts";
import type { ImportRequest } from "./import-types.ts";

/** Rows of problems that are looked at together. */
const PROBLEM_PAGE = 1000;

/** Takes problems of a root off the list: those of files that were deleted or renamed since. */
export async function forgetProblems(
  { rootId }: ImportRoot,
  { reader, emit }: Pick<ImportRequest, "reader" | "emit">,
  isGone: (path: string) => Promise<boolean>,
): Promise<void> {
  const gone: number[] = [];
  for (let offset = 0; ; offset += PROBLEM_PAGE) {
    const page = reader.problems(offset, PROBLEM_PAGE);
    for (const problem of page.filter((row) => row.rootId === rootId)) {
      if (await isGone(problem.path)) gone.push(problem.id);
    }
    if (page.length < PROBLEM_PAGE) break;
  }
  if (gone.length > 0) await emit("forgetProblems", { problemIds: gone });
}
