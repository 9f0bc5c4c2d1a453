import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { beforeEach, describe, expect, it } from "vitest";

import { openPackedSource } from "#engine/datasets/archives/prepare-source.ts";
import { decodePicture } from "#engine/imaging/decode.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

let home = "";
beforeEach(async () => {
  home = await temporaryFolder();
});

function idx(extents: readonly number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * extents.length);
  header.writeUInt32BE(0x800 + extents.length);
  extents.forEach((extent, i) => header.writeUInt32BE(extent, 4 + 4 * i));
  return Buffer.concat([header, values]);
}

function write(files: Readonly<Record<string, Uint8Array | string>>): string {
  const folder = join(home, "set");
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function unpack(source: string): Promise<{
  kind: string;
  folder: string;
  files: string[];
}> {
  const packed = await openPackedSource(source);
  if (packed === null) throw new Error("The set was not recognised.");
  const listed: string[] = [];
  for await (const entry of packed.entries({})) listed.push(entry.path);
  const folder = join(home, "unpacked");
  expect(await packed.unpack(folder, {})).toEqual([]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => path.slice(folder.length + 1).replaceAll("\\", "/"))
    .toSorted();
  expect(listed.toSorted()).toEqual(files);
  return { kind: packed.kind, folder, files };
}

async function pixelsOf(folder: string, file: string): Promise<number[]> {
  const { pixels } = await decodePicture(readFileSync(join(folder, file)));
  return [...pixels];
}

describe("IDX files", () => {
  const pictures = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => i * 10);
  const set = {
    "train-images-idx3-ubyte.gz": gzipSync(idx([3, 2, 4], pictures)),
    "train-labels-idx1-ubyte.gz": gzipSync(idx([3], Uint8Array.of(7, 0, 7))),
    "t10k-images.idx3-ubyte": idx([1, 2, 4], pictures.subarray(0, 8)),
    "t10k-labels.idx1-ubyte": idx([1], Uint8Array.of(3)),
  };

  it("become pictures in class folders of both sides, value by value", async () => {
    const { kind, folder, files } = await unpack(write(set));
    expect(kind).toBe("idx");
    expect(files).toEqual([
      "test/3/0.png",
      "train/0/1.png",
      "train/7/0.png",
      "train/7/2.png",
    ]);
    const expected = [80, 90, 100, 110, 120, 130, 140, 150];
    expect(await pixelsOf(folder, "train/0/1.png")).toEqual(
      expected.flatMap((value) => [value, value, value]),
    );
  });

  it("can be named by one of the pair", async () => {
    const { files } = await unpack(join(write(set), "t10k-labels.idx1-ubyte"));
    expect(files).toEqual(["test/3/0.png"]);
  });

  it.each([
    ["a file without its labels", { "t10k-labels.idx1-ubyte": null }],
    ["labels without their pictures", { "t10k-images.idx3-ubyte": null }],
    [
      "fewer pictures than labels",
      { "t10k-labels.idx1-ubyte": idx([2], Uint8Array.of(3, 4)) },
    ],
    [
      "pictures that are cut off",
      {
        "t10k-images.idx3-ubyte": set["t10k-images.idx3-ubyte"].subarray(0, -1),
      },
    ],
    [
      "a picture more than the header says",
      {
        "t10k-images.idx3-ubyte": Buffer.concat([
          set["t10k-images.idx3-ubyte"],
          Buffer.alloc(8),
        ]),
      },
    ],
    [
      "pictures without an end",
      { "t10k-images.idx3-ubyte": idx([1, 0x7fffffff, 0x7fffffff], pictures) },
    ],
    [
      "a gzip file that is damaged",
      {
        "train-images-idx3-ubyte.gz": set[
          "train-images-idx3-ubyte.gz"
        ].subarray(0, 30),
      },
    ],
  ])("with %s are refused", async (_, changes) => {
    const files = Object.entries({ ...set, ...changes }).filter(
      (entry): entry is [string, Buffer] => entry[1] !== null,
    );
    await expect(
      unpack(write(Object.fromEntries(files))),
    ).rejects.toMatchObject({ code: expect.stringMatching(/^binary-set\//) });
  });

  it.skipIf(!hasTestData("datasets/mnist-idx"))(
    "of MNIST are listed as 70,000 pictures",
    async () => {
      const source = await openPackedSource(testDataPath("datasets/mnist-idx"));
      const counts = { train: 0, test: 0 };
      for await (const { path } of source!.entries({})) {
        counts[path.startsWith("train/") ? "train" : "test"]++;
      }
      expect(counts).toEqual({ train: 60_000, test: 10_000 });
    },
  );
});

describe("binary CIFAR files", () => {
  function record(...labels: readonly number[]): Buffer {
    const planes = [10, 20, 30].map((value) => Buffer.alloc(1024, value));
    planes[0]?.writeUInt8(99, 1);
    return Buffer.concat([Buffer.from(labels), ...planes]);
  }

  it("of CIFAR-10 become pictures in class folders with names", async () => {
    const { kind, folder, files } = await unpack(
      write({
        "data_batch_1.bin": Buffer.concat([record(1), record(0)]),
        "data_batch_2.bin": record(1),
        "test_batch.bin": record(0),
        "batches.meta.txt": "airplane\nautomobile\n\n",
      }),
    );
    expect(kind).toBe("cifar");
    expect(files).toEqual([
      "test/airplane/0.png",
      "train/airplane/1.png",
      "train/automobile/0.png",
      "train/automobile/2.png",
    ]);
    const pixels = await pixelsOf(folder, "train/airplane/1.png");
    expect(pixels.slice(0, 9)).toEqual([10, 20, 30, 99, 20, 30, 10, 20, 30]);
  });

  it("of CIFAR-100 keep the coarse label as a column", async () => {
    const { folder, files } = await unpack(
      write({
        "train.bin": Buffer.concat([record(1, 0), record(0, 2)]),
        "test.bin": record(0, 1),
        "coarse_label_names.txt": "fish\nflowers\n",
        "fine_label_names.txt": "orchid\nshark\naquarium_fish\n",
      }),
    );
    expect(files).toEqual([
      "metadata.csv",
      "test/shark/0.png",
      "train/aquarium_fish/1.png",
      "train/orchid/0.png",
    ]);
    expect(readFileSync(join(folder, "metadata.csv"), "utf8")).toBe(
      "file_name,coarse_label\ntest/shark/0.png,fish\ntrain/orchid/0.png,flowers\ntrain/aquarium_fish/1.png,fish\n",
    );
  });

  it("with a label that has no name are refused", async () => {
    const folder = write({
      "test_batch.bin": record(5),
      "batches.meta.txt": "airplane\n",
    });
    await expect(unpack(folder)).rejects.toMatchObject({
      code: "binary-set/damaged",
    });
  });

  it("are not seen in files of another size", async () => {
    const folder = write({ "train.bin": Buffer.alloc(1000) });
    expect(await openPackedSource(folder)).toBeNull();
  });
});
