import { expect } from "vitest";

/** Matches an error of a code, whose message has these words. */
export function withCode(code: string, words: RegExp = /./): unknown {
  const message: unknown = expect.stringMatching(words);
  return expect.objectContaining({ code, message });
}
