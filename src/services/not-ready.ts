import { StudioError } from "#engine/base/errors.ts";

/** For a part that is being built. */
export function notReady(what: string): never {
  throw new StudioError("engine/not-ready", `${what} is not there yet.`);
}
