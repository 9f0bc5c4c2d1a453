import { basename } from "node:path";

import { StudioError } from "#engine/base/errors.ts";

export function damagedSet(
  path: string,
  expected: string,
  received: string,
  cause?: unknown,
): StudioError {
  return new StudioError(
    "binary-set/damaged",
    `In ${basename(path)}, expected ${expected}. Received: ${received}. Download the file again.`,
    { cause },
  );
}

export function missingFile(path: string, wanted: string): StudioError {
  return new StudioError(
    "binary-set/missing-file",
    `For ${basename(path)}, expected ${wanted} beside it. Received: no such file. Put both into one folder.`,
  );
}
