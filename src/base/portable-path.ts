const MAXIMUM_DEPTH = 32;
const MAXIMUM_NAME_BYTES = 255;
const MAXIMUM_PATH_BYTES = 2048;
/** Names that Windows keeps for devices, with any ending. */
const RESERVED_NAME =
  /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;

/**
 * Why a relative path that a stranger wrote cannot be a file below a folder of ours on every system, or null when it can.
 * @param segments names of folders and, last, of the file
 * @returns a clause: `it leads out of the folder`
 */
export function portablePathProblem(
  segments: readonly string[],
): string | null {
  if (segments.length > MAXIMUM_DEPTH) {
    return `it has more than ${MAXIMUM_DEPTH} folders`;
  }
  if (Buffer.byteLength(segments.join("/")) > MAXIMUM_PATH_BYTES) {
    return `it is over ${MAXIMUM_PATH_BYTES} bytes long`;
  }
  for (const segment of segments) {
    const problem = segmentProblem(segment);
    if (problem !== null) return problem;
  }
  return null;
}

function segmentProblem(segment: string): string | null {
  if (segment === "") return "a part of it is empty";
  if (segment === "." || segment === "..") return "it leads out of the folder";
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
