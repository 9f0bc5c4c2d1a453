import { StudioError } from "#engine/base/errors.ts";

const MAXIMUM_DEPTH = 32;
const MAXIMUM_NAME_BYTES = 255;
const MAXIMUM_PATH_BYTES = 2048;
/** Names that Windows keeps for devices, with any ending. */
const RESERVED_NAME =
  /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

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
  if (segments.length > MAXIMUM_DEPTH) {
    throw refused(encodedPath, `it has more than ${MAXIMUM_DEPTH} folders`);
  }
  if (Buffer.byteLength(segments.join("/")) > MAXIMUM_PATH_BYTES) {
    throw refused(encodedPath, `it is over ${MAXIMUM_PATH_BYTES} bytes long`);
  }
  for (const segment of segments) {
    const problem = problemOf(segment);
    if (problem !== null) throw refused(encodedPath, problem);
  }
  return segments;
}

function problemOf(segment: string): string | null {
  if (segment === "") return "a part of it is empty";
  if (segment === "." || segment === "..") return "it leads out of the upload";
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f]/.test(segment)) {
    return "it contains a control character";
  }
  if (/[\\/:*?"<>|]/.test(segment)) {
    return 'it contains one of \\ / : * ? " < > |';
  }
  if (/[. ]$/.test(segment)) return "a part of it ends in a dot or a space";
  if (RESERVED_NAME.test(segment)) {
    return `"${segment}" is a name that Windows keeps for a device`;
  }
  if (Buffer.byteLength(segment) > MAXIMUM_NAME_BYTES) {
    return `a part of it is over ${MAXIMUM_NAME_BYTES} bytes long`;
  }
  return null;
}

function refused(path: string, why: string): StudioError {
  const shown = path.length > 120 ? `${path.slice(0, 120)}…` : path;
  return new StudioError(
    "upload/path",
    `A file was not taken: its path "${shown}" cannot be used, because ${why}. Rename it and add it again.`,
  );
}
