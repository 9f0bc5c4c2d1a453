import { StudioError } from "#engine/base/errors.ts";
import { portablePathProblem } from "#engine/base/portable-path.ts";

/**
 * The folders and the name of an uploaded file, from its encoded path in the URL.
 * @param encodedPath `fruit/apple%201.jpg`: segments by encodeURIComponent, joined with `/`
 * @throws StudioError `upload/path` for anything that could leave the upload's folder or cannot be a file on every system
 */
export function parseUploadPath(encodedPath: string): string[] {
  const segments = encodedPath.split("/").map((segment) => {
    try {
      return decodeURIComponent(segment);
    } catch {
      throw refused(encodedPath, "it is not correctly encoded");
    }
  });
  const problem = portablePathProblem(segments);
  if (problem !== null) throw refused(encodedPath, problem);
  return segments;
}

function refused(path: string, why: string): StudioError {
  const shown = path.length > 120 ? `${path.slice(0, 120)}…` : path;
  return new StudioError(
    "upload/path",
    `A file was not taken: its path "${shown}" cannot be used, because ${why}. Rename it and add it again.`,
  );
}
