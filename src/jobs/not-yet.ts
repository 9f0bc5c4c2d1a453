import { StudioError } from "#engine/base/errors.ts";

export function notYet(): never {
  throw new StudioError("engine/not-ready", "This job is not there yet.");
}
