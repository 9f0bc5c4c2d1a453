import { writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { createRandom, type Random } from "#engine/base/random.ts";
import { manifestItems } from "#engine/datasets/manifest/manifest-items.ts";
import { recognizeManifest } from "#engine/datasets/manifest/manifest-file.ts";
import { openPackedSource } from "#engine/datasets/archives/prepare-source.ts";
import { scanFolder } from "#engine/datasets/scan.ts";
import { NameIndex } from "#engine/datasets/sources/name-index.ts";
import { planImport } from "#engine/datasets/sources/plan-import.ts";
import { collectFacts } from "#engine/datasets/sources/source-facts.ts";
import { StudioError } from "#engine/base/errors.ts";
import { smallTar, smallTarGz } from "#test/helpers/archives.ts";
import { RUNS_EVERY_CASE } from "#test/helpers/more-of-the-same.ts";
import { mutated } from "#test/helpers/mutated-bytes.ts";
import { pictureOf, writePictures } from "#test/helpers/picture-folder.ts";
import { smallZip } from "#test/helpers/small-zip.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

/** Ten times as many with CONVOLVE_EVERY_CASE=1. */
const MORE = RUNS_EVERY_CASE ? 10 : 1;
const LISTS = 1900 * MORE;
const PLANS = 150 * MORE;
const PACKED = 900 * MORE;
/** A hundred times what one takes: more is a hang. */
const LONGEST_MS = 60_000;
const MOST_GROWTH_BYTES = 500 * 1024 * 1024;
/** Of a file in an archive of a few kilobytes. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

const PATHS = ["a/1.png", "a/2.png", "b/3.png", "b/é 4.png", "5.png"];

const LIST_SEEDS: Readonly<Record<string, string>> = {
  "list.csv": `file,label,split,camera\n${PATHS.map((path, i) => `${path},"class, ""${i % 2}""",${i % 2 ? "train" : "test"},Canon`).join("\n")}\n`,
  "semicolons.csv": `file;label\r\n${PATHS.map((path) => `${path};cat`).join("\r\n")}`,
  "list.tsv": `image\tspecies\tnote\n${PATHS.map((path) => `${path}\tdog\tx`).join("\n")}`,
  "bare.csv": PATHS.map((path, i) => `${path},${i % 2}`).join("\n"),
  "metadata.jsonl": PATHS.map((file_name, i) =>
    JSON.stringify({
      file_name,
      label: `c${i % 2}`,
      objects: { bbox: [[1, 2]] },
    }),
  ).join("\n"),
  "metadata.csv": `file_name,text\n${PATHS.map((path) => `${path},a caption`).join("\n")}`,
};

/** What hand-made, exported and hostile lists have in them. */
const HARD_PIECES: readonly Buffer[] = [
  '"',
  '""',
  "'",
  "\0",
  "\uFEFF",
  "\r",
  "\n",
  "\r\n",
  "\t",
  ",",
  ";",
  "{",
  "}",
  "[",
  "]",
  "\\",
  "\\u0000",
  "\\ud800",
  "null",
  "1e999",
  "{}",
  "../../../etc/passwd",
  "/etc/passwd",
  "C:\\boot.ini",
  "file:///a/1.png",
  "__proto__",
  "constructor",
  "toString",
  "file_name",
  "label",
  "split",
  "\u202e",
  "\u2028",
  "\u2029",
  '{"__proto__":{"polluted":1},"file_name":"a/1.png"}\n',
  '{"file_name":{"file_name":[]},"label":{"a":1}}\n',
  `${"[".repeat(5000)}\n`,
  `{"a":`.repeat(2000),
  ",".repeat(5000),
  `"${"x".repeat(40_000)}"`,
  "a/".repeat(2000),
]
  .map((text) => Buffer.from(text))
  .concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from([0xfe, 0xff]),
    Buffer.from([0xc3, 0x28]),
    Buffer.from([0xed, 0xa0, 0x80]),
    Buffer.from([0x80]),
  ]);

function mutatedList(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let result =
    random.next() < 0.4 ? mutated(bytes, other, random) : Buffer.from(bytes);
  if (random.next() < 0.1) result = Buffer.from(result.toString(), "utf16le");
  for (let i = random.integer(5); i > 0; i--) {
    const at = random.next() < 0.2 ? 0 : random.integer(result.length + 1);
    const piece = HARD_PIECES[random.integer(HARD_PIECES.length)] as Buffer;
    result = Buffer.concat([
      result.subarray(0, at),
      piece,
      result.subarray(
        random.next() < 0.5 ? at : Math.min(result.length, at + piece.length),
      ),
    ]);
  }
  return result;
}

/** What goes wrong other than with a StudioError. */
async function faultOf(
  name: string,
  work: () => Promise<unknown>,
): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`${name}: no answer`), LONGEST_MS);
  });
  const answer = work().then(
    () => null,
    (error: unknown) =>
      error instanceof StudioError
        ? null
        : `${name}: ${error instanceof Error ? error.stack : String(error)}`,
  );
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Runs all cases one after the other; the same on every machine. */
async function expectNoFaults(
  topic: string,
  count: number,
  work: (random: Random) => Promise<unknown>,
): Promise<void> {
  const faults: string[] = [];
  let before = 0;
  for (let number = 0; number < count; number++) {
    const random = createRandom(topic, number);
    const fault = await faultOf(`${topic} ${number}`, () => work(random));
    if (fault !== null) faults.push(fault);
    if (number === 50) before = process.memoryUsage.rss();
  }
  expect(faults).toEqual([]);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(MOST_GROWTH_BYTES);
}

function chosen<T>(values: readonly T[], random: Random): T {
  return values[random.integer(values.length)] as T;
}

async function folderOfPictures(): Promise<string> {
  const folder = await temporaryFolder();
  const pictures = PATHS.map((path, i) => [path, i] as const);
  await writePictures(folder, Object.fromEntries(pictures));
  return folder;
}

function listOf(random: Random): { name: string; bytes: Buffer } {
  const names = Object.keys(LIST_SEEDS);
  const name = chosen(names, random);
  const [bytes, other] = [name, chosen(names, random)].map((seed) =>
    Buffer.from(LIST_SEEDS[seed] ?? ""),
  );
  return { name, bytes: mutatedList(bytes!, other!, random) };
}

describe("lists of pictures, damaged", { timeout: 600_000 }, () => {
  it("give pictures of the folder only, or remarks", async () => {
    const folder = await folderOfPictures();
    const facts = await collectFacts(scanFolder(folder));
    let found = 0;
    let skipped = 0;
    await expectNoFaults("lists", LISTS, async (random) => {
      const { name, bytes } = listOf(random);
      const file = join(folder, name);
      writeFileSync(file, bytes);
      const manifest = await recognizeManifest(file, name, facts, [folder]);
      if (manifest === null) return;
      const listed = new NameIndex();
      const context = {
        facts,
        roots: [folder],
        layout: null,
        listed,
        signal: undefined,
      };
      for await (const item of manifestItems(manifest, context)) {
        if (item.kind === "skipped") {
          skipped++;
          continue;
        }
        found++;
        if (!PATHS.includes(item.path)) throw new Error(`took ${item.path}`);
      }
    });
    expect(found).toBeGreaterThan(LISTS / 2);
    expect(skipped).toBeGreaterThan(LISTS / 2);
  });

  it("leave a whole plan, or an error that says what to do", async () => {
    const folder = await folderOfPictures();
    let planned = 0;
    await expectNoFaults("plans", PLANS, async (random) => {
      const { bytes } = listOf(random);
      // One that stays, so that there is always the same one to replace.
      const name = chosen(["metadata.csv", "metadata.jsonl"], random);
      writeFileSync(join(folder, name), bytes);
      const plan = await planImport({
        source: chosen([folder, join(folder, name)], random),
      });
      planned++;
      expect(plan.labelled + plan.unlabelled).toBeLessThanOrEqual(10_000);
    });
    expect(planned).toBeGreaterThan(PLANS / 2);
  });

  it.each([
    ["a line of a million commas", "list.csv", ",".repeat(1e6)],
    ["300,000 columns with names", "list.csv", "file,".repeat(3e5)],
    [
      "a cell of thirty megabytes",
      "list.csv",
      `file,label\na/1.png,"${"x".repeat(3e7)}"\n`,
    ],
    [
      "a quotation mark that is never closed",
      "list.csv",
      `file,label\na/1.png,"cat\n${"a/2.png,dog\n".repeat(1e6)}`,
    ],
    [
      "JSON of a million levels",
      "list.jsonl",
      `{"file":"a/1.png","label":"c"}\n${"[".repeat(1e6)}`,
    ],
    [
      "an object of 200,000 names",
      "list.jsonl",
      `{"file":"a/1.png",${Array.from({ length: 2e5 }, (_, i) => `"n${i}":1`).join(",")}}\n${"{}\n".repeat(300)}`,
    ],
    ["a line of thirty megabytes", "list.jsonl", `{"file":"${"x".repeat(3e7)}`],
  ])("answer soon to %s", async (_, name, content) => {
    const folder = await folderOfPictures();
    writeFileSync(join(folder, name), content);
    const fault = await faultOf(name, () => planImport({ source: folder }));
    expect(fault).toBeNull();
  });
});

describe("archives and binary sets, damaged", { timeout: 600_000 }, () => {
  it("give files below the folder only, or an error that says what to do", async () => {
    const files = {
      "train/cat/1.png": pictureOf(1),
      "train/dog/2.png": pictureOf(2),
      "metadata.csv": LIST_SEEDS["metadata.csv"] ?? "",
      ["long/".repeat(30) + "3.png"]: pictureOf(3),
    };
    const entries = Object.entries(files).map(([name, content]) => ({
      name,
      content,
    }));
    const pax = { name: "x".repeat(90), pax: { path: "cat/4.png" } };
    const tar = [...entries, { ...pax, content: pictureOf(4) }];
    const idx = idxFiles();
    const seeds: readonly Readonly<Record<string, Uint8Array>>[] = [
      { "a.zip": smallZip(files) },
      { "a.zip": smallZip(files) },
      { "a.tm": smallZip({ "manifest.json": '{"type":"image"}', ...files }) },
      { "a.tar": await smallTar(tar) },
      { "a.tar": await smallTar(tar) },
      { "a.tgz": await smallTarGz(tar) },
      idx,
      { "data_batch_1.bin": cifarFile(1) },
      { "train.bin": cifarFile(2) },
    ];
    let listed = 0;
    await expectNoFaults("packed", PACKED, async (random) => {
      const home = await temporaryFolder();
      const seed = Object.entries(chosen(seeds, random));
      const [other] = Object.values(chosen(seeds, random));
      for (const [name, bytes] of seed) {
        const content = mutated(bytes, other ?? bytes, random);
        writeFileSync(join(home, name), content);
      }
      const tables = join(home, "tables");
      await mkdir(tables);
      const [[first] = [""]] = seed;
      const source = await openPackedSource(join(home, first));
      if (source === null) return;
      for await (const entry of source.entries({ tables })) {
        const segments = entry.path.split("/");
        if (entry.kind !== "file") continue;
        listed++;
        if (entry.path.startsWith("/") || segments.includes("..")) {
          throw new Error(`leads out: ${entry.path}`);
        }
      }
      for await (const entry of source.files({})) {
        if (entry.kind !== "file") continue;
        let size = 0;
        for await (const chunk of entry.read()) size += chunk.length;
        if (size > MOST_UNPACKED_BYTES) throw new Error(`${size} bytes`);
      }
    });
    expect(listed).toBeGreaterThan(PACKED / 4);
  });
});

function idxFiles(): Record<string, Buffer> {
  const pictures = Buffer.alloc(16 + 4 * 9, 7);
  [0x803, 4, 3, 3].forEach((word, i) => pictures.writeUInt32BE(word, 4 * i));
  const labels = Buffer.from([0, 0, 8, 1, 0, 0, 0, 4, 0, 1, 1, 0]);
  return {
    "train-images-idx3-ubyte": pictures,
    "train-labels-idx1-ubyte": labels,
  };
}

function cifarFile(labels: number): Buffer {
  return Buffer.alloc(2 * (labels + 3072), 3);
}
