import { execFile } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";

import type { ImageFilter } from "#api/datasets.ts";
import { createRandom } from "#engine/base/random.ts";
import { openIndexReader } from "#engine/storage/index-reader.ts";
import { BASELINE_RUN_ID } from "#engine/storage/index-types.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";

import { CHECK, generateIndex } from "./generated-index.ts";
import type { SizeFigures } from "./size-plot.ts";

/**
 * How an index of 1,000 to 1,000,000 pictures answers the Data screen: every filter, every order, pages near and far.
 * `node test/bench/million-rows.ts [--json FILE] [rows …]`; plot-sizes.ts draws the file.
 */
const SIZES = [1000, 10_000, 100_000, 1_000_000];
const PAGE = 100;

const { values: options, positionals } = parseArgs({
  options: { json: { type: "string" } },
  allowPositionals: true,
});
const sizes = positionals.length > 0 ? positionals.map(Number) : SIZES;
const figures: SizeFigures[] = [];
for (const rows of sizes) figures.push(await measure(rows));
if (options.json !== undefined) {
  await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure(rows: number): Promise<SizeFigures> {
  const folder = await mkdtemp(join(tmpdir(), "convolve-rows-"));
  try {
    const directory = join(folder, "generated.convolve");
    const written = await generateIndex(directory, rows);
    const { size } = await stat(projectPaths(directory).index);
    const opened = performance.now();
    const reader = openIndexReader(directory);
    const classes = reader.classes();
    const first = reader.page({}, 0, PAGE);
    const openMs = performance.now() - opened;
    console.log(
      `\n${rows.toLocaleString("en")} pictures: rows ${perSecond(rows, written.images)}, measures ${perSecond(rows, written.measures)}, predictions ${perSecond(rows, written.predictions)} a second; ${(size / 2 ** 20).toFixed(0)} MiB; opened with counts and a page in ${openMs.toFixed(0)} ms (${first.total} pictures)`,
    );
    const random = createRandom("pages", rows, 0);
    const all: number[] = [];
    for (const [name, filter] of questions(classes.map(({ id }) => id))) {
      const times: number[] = [];
      const { total } = reader.page(filter, 0, 1);
      for (let repeat = 0; repeat < 8; repeat++) {
        // From the first page to the last.
        const offset = Math.floor((Math.max(0, total - PAGE) * repeat) / 7);
        const began = performance.now();
        reader.page(
          filter,
          Math.min(offset, Math.floor(random.uniform(0, total)) + offset),
          PAGE,
        );
        times.push(performance.now() - began);
      }
      all.push(...times);
      console.log(
        `  ${name.padEnd(44)} ${String(total).padStart(8)}  median ${quantile(times, 0.5).toFixed(1).padStart(7)} ms  worst ${Math.max(
          ...times,
        )
          .toFixed(1)
          .padStart(7)} ms`,
      );
    }
    console.log(
      `  all: median ${quantile(all, 0.5).toFixed(1)} ms, 95th percentile ${quantile(all, 0.95).toFixed(1)} ms, worst ${Math.max(...all).toFixed(1)} ms`,
    );
    reader.close();
    const engine = await measureEngine(directory);
    return {
      pictures: rows,
      writeSeconds:
        (written.images + written.measures + written.predictions) / 1000,
      pageMilliseconds: quantile(all, 0.95),
      openMilliseconds: engine.openMs,
      memoryMebibytes: engine.memoryBytes / 2 ** 20,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface EngineFigures {
  readonly openMs: number;
  readonly memoryBytes: number;
}

async function measureEngine(directory: string): Promise<EngineFigures> {
  const script = join(import.meta.dirname, "engine-with-rows.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    script,
    directory,
  ]);
  const figuresOfEngine = JSON.parse(stdout) as EngineFigures;
  const { openMs, memoryBytes } = figuresOfEngine;
  console.log(
    `  an engine opens it in ${openMs.toFixed(0)} ms and comes to ${(memoryBytes / 2 ** 20).toFixed(0)} MiB`,
  );
  return figuresOfEngine;
}

function* questions(
  classIds: readonly number[],
): Generator<[string, ImageFilter]> {
  const [first = 0, second = 0] = classIds;
  const runId = BASELINE_RUN_ID;
  const orders = [
    "added",
    "added-descending",
    "name",
    "name-descending",
    "class",
    "file-size",
    "pixels-descending",
    "brightness",
    "sharpness",
  ] as const;
  for (const order of orders) {
    yield [`all, by ${order}`, { order }];
    yield [`one class, by ${order}`, { order, classIds: [first] }];
    yield [
      `two classes, training, by ${order}`,
      { order, classIds: [first, second], splits: ["train"] },
    ];
  }
  yield ["half of the classes", { classIds: classIds.slice(0, 25) }];
  yield ["training side", { splits: ["train"] }];
  yield ["training side, by name", { splits: ["train"], order: "name" }];
  yield ["excluded", { excluded: "only" }];
  yield ["unlabelled", { labelled: "no" }];
  yield ["name has “xaybz”", { search: "xaybz" }];
  yield ["name has “IMG_0000”", { search: "IMG_0000" }];
  yield ["name has “123”", { search: "123" }];
  yield ["name has “xa”", { search: "xa" }];
  yield ["name has “img”, one class", { search: "img", classIds: [first] }];
  yield ["camera Nikon", { attributes: { camera: ["Nikon"] } }];
  yield [
    "camera Nikon, place xaybz, by name",
    { attributes: { camera: ["Nikon"], place: ["xaybz"] }, order: "name" },
  ];
  yield ["finding", { finding: CHECK }];
  yield ["finding, worst first", { finding: CHECK, order: "finding" }];
  yield ["wrong", { runId, correct: false }];
  yield [
    "wrong, most confident first",
    { runId, correct: false, order: "confidence-descending" },
  ];
  yield [
    "cell of the confusion matrix",
    { runId, classIds: [first], predictedClassIds: [second] },
  ];
  yield ["predicted one class", { runId, predictedClassIds: [first] }];
  yield ["confidence under 0.4", { runId, confidence: [0, 0.4] }];
  yield ["least confident first", { runId, order: "confidence-ascending" }];
  yield ["doubtful labels", { order: "suspicious" }];
  yield ["with predictions", { runId }];
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  );
}

function perSecond(rows: number, milliseconds: number): string {
  return Math.round((rows / milliseconds) * 1000).toLocaleString("en");
}
