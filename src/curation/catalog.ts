import type { Check } from "./check.ts";

/** Every check, in the order of the report. Adding one is a file in `checks/` and an entry here. */
export const CHECKS: readonly Check[] = [];

export function findCheck(id: string): Check | undefined {
  return CHECKS.find((check) => check.id === id);
}
