import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { readColumns, writeColumns } from "#engine/curation/column-file.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

describe("columns of numbers in a file", () => {
  it("come back as they were, with what was said about them", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "numbers.columns");
    const file = {
      about: { seed: 3, name: "Müller" },
      columns: {
        imageIds: Int32Array.of(-1, 2 ** 31 - 1),
        x: Float32Array.of(0.5, Infinity, -2),
        none: new Int32Array(),
      },
    };
    await writeColumns(path, file);
    expect(await readColumns(path)).toEqual(file);
  });

  it("are as good as absent when the file is cut off, foreign or not there", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "numbers.columns");
    await writeColumns(path, {
      about: 1,
      columns: { x: new Float32Array(99) },
    });
    await writeFile(path, (await readFile(path)).subarray(0, 200));
    expect(await readColumns(path)).toBeNull();
    await writeFile(path, "something else altogether");
    expect(await readColumns(path)).toBeNull();
    expect(await readColumns(join(folder, "absent"))).toBeNull();
  });
});
