/**
 * An error that a person can act on. The code is stable and the same words are shown in the CLI and the studio.
 * Codes are `area/what-is-wrong`; messages say what was expected, what came, and what to do.
 */
export class StudioError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "StudioError";
    this.code = code;
  }
}

/** The code and message of whatever was thrown; an unknown error gets the code `internal/unexpected`. */
export function describeError(error: unknown): {
  code: string;
  message: string;
} {
  if (error instanceof StudioError) {
    return { code: error.code, message: error.message };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal/unexpected", message };
}
