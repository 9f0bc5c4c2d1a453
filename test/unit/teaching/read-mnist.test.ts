import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readMnist } from "#engine/teaching/read-mnist.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/** Three pictures of 2×2 and their labels. */
const IMAGES = idx(
  [3, 2, 2],
  [0, 51, 102, 153, 204, 255, 0, 0, 255, 0, 0, 255],
);
const LABELS = idx([3], [7, 0, 4]);

async function folderWith(files: Record<string, Uint8Array>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

describe("readMnist", () => {
  it("reads pictures and labels, plain or gzipped", async () => {
    const folder = await folderWith({
      "t10k-images-idx3-ubyte": IMAGES,
      "t10k-labels-idx1-ubyte.gz": gzipSync(LABELS),
    });
    const { pictures, labels } = await readMnist(folder, "t10k", 2);
    expect(pictures.shape).toEqual([2, 2, 2, 1]);
    expect(pictures.data[1]).toBeCloseTo(0.2);
    expect(pictures.data[5]).toBe(1);
    expect([...labels]).toEqual([7, 0]);
  });

  it("refuses a missing, a foreign and a truncated file, and labels that do not fit", async () => {
    const images = "train-images-idx3-ubyte";
    const labels = "train-labels-idx1-ubyte";
    const labelled = { [labels]: LABELS };
    for (const [files, words] of [
      [{}, /expected this file/],
      [{ ...labelled, [images]: new Uint8Array(40) }, /IDX file of pictures/],
      [{ ...labelled, [images]: IMAGES.subarray(0, -1) }, /whole records/],
      [{ [images]: IMAGES, [labels]: idx([2], [1, 2]) }, /2 pictures/],
    ] as const) {
      await expect(
        readMnist(await folderWith(files), "train", 9),
      ).rejects.toThrow(words);
    }
  });

  it.skipIf(!hasTestData("datasets/mnist-idx"))(
    "reads MNIST itself",
    async () => {
      const folder = testDataPath("datasets/mnist-idx");
      const { pictures, labels } = await readMnist(folder, "t10k", 100);
      expect(pictures.shape).toEqual([100, 28, 28, 1]);
      expect([...labels.subarray(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    },
  );
});

function idx(extents: number[], values: number[]): Uint8Array {
  const header = Buffer.alloc(4 + 4 * extents.length);
  header.writeUInt32BE(0x800 + extents.length);
  extents.forEach((extent, axis) => header.writeUInt32BE(extent, 4 + 4 * axis));
  return Buffer.concat([header, Buffer.from(values)]);
}
