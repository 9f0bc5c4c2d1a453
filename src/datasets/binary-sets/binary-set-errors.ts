import { StudioError } from "#engine/base/errors.ts";

/** @param name of the file */
export function damagedSet(
  name: string,
  expected: string,
  received: string,
  cause?: unknown,
): StudioError {
  return new StudioError(
    "binary-set/damaged",
    `In ${name}, expected ${expected}. Received: ${received}. Download the file again.`,
    { cause },
  );
}

export function missingFile(name: string, wanted: string): StudioError {
  return new StudioError(
    "binary-set/missing-file",
    `For ${name}, expected ${wanted} beside it. Received: no such file. Put both into one folder.`,
  );
}
