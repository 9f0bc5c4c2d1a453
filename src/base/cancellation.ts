import { StudioError } from "./errors.ts";

/** Thrown by work that was asked to stop; not a failure. */
export class CancelledError extends StudioError {
  constructor() {
    super(
      "job/cancelled",
      "The work was cancelled. Nothing that was saved is lost.",
    );
  }
}

/**
 * @throws CancelledError when the signal was aborted; called between native calls so that a cancel is felt within a second.
 */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new CancelledError();
}
