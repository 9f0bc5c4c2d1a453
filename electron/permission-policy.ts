/** A web permission that a page asks for, in Electron's words. */
export interface PermissionQuestion {
  readonly permission: string;
  /** Origin or URL of the page that asks. */
  readonly requestingUrl: string;
  /** For `media`: what is wanted. */
  readonly mediaTypes?: readonly string[];
  readonly isMainFrame?: boolean;
}

/**
 * Whether a page may have a permission. Everything is refused but:
 * the camera (never the microphone), because Try classifies what the webcam sees; reading and writing the clipboard,
 * because pictures are pasted and snippets copied; full screen, for the large picture. Each only for the studio's own main frame.
 */
export function decidePermission(
  question: PermissionQuestion,
  engineOrigin: string | null,
): boolean {
  if (engineOrigin === null || question.isMainFrame === false) return false;
  if (!URL.canParse(question.requestingUrl)) return false;
  if (new URL(question.requestingUrl).origin !== engineOrigin) return false;
  switch (question.permission) {
    case "media":
      return (
        question.mediaTypes !== undefined &&
        question.mediaTypes.length > 0 &&
        question.mediaTypes.every((type) => type === "video")
      );
    case "clipboard-read":
    case "clipboard-sanitized-write":
    case "fullscreen":
      return true;
    default:
      return false;
  }
}
