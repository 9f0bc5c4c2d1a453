import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { zipSync } from "fflate";
import { beforeEach, describe, expect, it } from "vitest";

import { openPackedSource } from "#engine/datasets/archives/prepare-source.ts";
import { planImport } from "#engine/datasets/sources/plan-import.ts";
import { decodePicture } from "#engine/imaging/decode.ts";
import { smallTar, smallTarGz } from "#test/helpers/archives.ts";
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

const pictures = Uint8Array.from({ length: 3 * 2 * 4 }, (_, i) => i * 10);
const set = {
  "train-images-idx3-ubyte.gz": gzipSync(idx([3, 2, 4], pictures)),
  "train-labels-idx1-ubyte.gz": gzipSync(idx([3], Uint8Array.of(7, 0, 7))),
  "t10k-images.idx3-ubyte": idx([1, 2, 4], pictures.subarray(0, 8)),
  "t10k-labels.idx1-ubyte": idx([1], Uint8Array.of(3)),
};

/** A record of CIFAR: of one colour but for its second pixel. */
function record(...labels: readonly number[]): Buffer {
  const planes = [10, 20, 30].map((value) => Buffer.alloc(1024, value));
  planes[0]?.writeUInt8(99, 1);
  return Buffer.concat([Buffer.from(labels), ...planes]);
}

describe("IDX files", () => {
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

  it("of two sets with one side keep their pictures apart", async () => {
    const { files } = await unpack(
      write({
        ...set,
        "fashion-t10k-images-idx3-ubyte": set["t10k-images.idx3-ubyte"],
        "fashion-t10k-labels-idx1-ubyte": set["t10k-labels.idx1-ubyte"],
      }),
    );
    expect(files.slice(0, 2)).toEqual([
      "test/3/fashion-t10k-0.png",
      "test/3/t10k-0.png",
    ]);
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

describe("a binary set in an archive", () => {
  function archive(name: string, content: Uint8Array): string {
    const path = join(home, name);
    writeFileSync(path, content);
    return path;
  }

  const cifar = [
    { name: "cifar-10-batches-bin/", type: "directory" as const },
    { name: "cifar-10-batches-bin/test_batch.bin", content: record(0) },
    {
      name: "cifar-10-batches-bin/data_batch_1.bin",
      content: Buffer.concat([record(1), record(0)]),
    },
    { name: "cifar-10-batches-bin/readme.html", content: "<html>" },
    {
      name: "cifar-10-batches-bin/batches.meta.txt",
      content: "airplane\nautomobile\n\n",
    },
  ];

  it("of CIFAR-10 as it is published becomes pictures with the names that come last in it", async () => {
    const source = archive("cifar-10-binary.tar.gz", await smallTarGz(cifar));
    const { kind, folder, files } = await unpack(source);
    expect(kind).toBe("cifar");
    expect(files).toEqual([
      "test/airplane/0.png",
      "train/airplane/1.png",
      "train/automobile/0.png",
    ]);
    const pixels = await pixelsOf(folder, "train/airplane/1.png");
    expect(pixels.slice(0, 9)).toEqual([10, 20, 30, 99, 20, 30, 10, 20, 30]);
  });

  it.each(["zip", "tar"])(
    "of MNIST's gzipped files in a %s is read through both packings, wherever they lie",
    async (kind) => {
      const files = Object.entries(set).map(([name, content]) => ({
        name: `raw/${name}/${name}`,
        content,
      }));
      const content =
        kind === "tar"
          ? await smallTar(files)
          : zipSync(
              Object.fromEntries(files.map((one) => [one.name, one.content])),
            );
      const found = await unpack(archive(`mnist.${kind}`, content));
      expect(found.kind).toBe("idx");
      expect(found.files).toEqual([
        "test/3/0.png",
        "train/0/1.png",
        "train/7/0.png",
        "train/7/2.png",
      ]);
      const pixels = await pixelsOf(found.folder, "train/0/1.png");
      expect(pixels.slice(0, 4)).toEqual([80, 80, 80, 90]);
    },
  );

  it("says what it is and what it came in, for the dry run", async () => {
    const path = archive("c.tgz", await smallTarGz(cifar));
    const plan = await planImport({ source: path });
    expect(plan.summary).toMatch(
      /^CIFAR-10 in its binary form, in a TAR archive packed with gzip: /,
    );
    expect(plan.classes.map(({ name, count }) => [name, count])).toEqual([
      ["airplane", 2],
      ["automobile", 1],
    ]);
    expect(plan.splits).toEqual(["train", "test"]);
  });

  it("that is larger than what is kept in memory is read from the archive each time", async () => {
    const many = Buffer.concat(Array.from({ length: 400 }, () => record(1)));
    expect(many.length).toBeGreaterThan(1024 * 1024);
    const changed = cifar.map((file) =>
      file.name.endsWith("data_batch_1.bin")
        ? { ...file, content: many }
        : file,
    );
    const { files } = await unpack(
      archive("c.tar.gz", await smallTarGz(changed)),
    );
    expect(files).toHaveLength(401);
    expect(files).toContain("train/automobile/399.png");
  });

  it("is refused when a part is missing or damaged", async () => {
    const { "t10k-labels.idx1-ubyte": _, ...rest } = set;
    await expect(unpack(archive("a.zip", zipSync(rest)))).rejects.toMatchObject(
      { code: "binary-set/missing-file" },
    );
    const cut = {
      ...set,
      "train-images-idx3-ubyte.gz": set["train-images-idx3-ubyte.gz"].subarray(
        0,
        30,
      ),
    };
    await expect(unpack(archive("b.zip", zipSync(cut)))).rejects.toMatchObject({
      code: "binary-set/damaged",
    });
  });

  it("is bounded like every archive", async () => {
    const many = Buffer.concat(Array.from({ length: 400 }, () => record(1)));
    const path = archive(
      "c.tar.gz",
      await smallTarGz([{ name: "test_batch.bin", content: many }]),
    );
    const packed = await openPackedSource(path);
    const folder = join(home, "unpacked");
    await expect(
      packed!.unpack(folder, { limits: { totalBytes: 1000 } }),
    ).rejects.toMatchObject({ code: "archive/too-large" });
  });

  it("is not seen in an archive that holds pictures", async () => {
    const source = await openPackedSource(
      archive(
        "p.zip",
        zipSync({
          "cat/1.jpg": Buffer.from("a cat"),
          "test.bin": record(1, 1),
        }),
      ),
    );
    expect(source?.kind).toBe("archive");
  });
});
