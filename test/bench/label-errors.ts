import { readFileSync } from "node:fs";

import { createRandom } from "#engine/base/random.ts";
import {
  findLabelErrors,
  type LabelErrorOptions,
} from "#engine/evaluation/confident-learning.ts";
import {
  labelQuality,
  type LabelQualityScore,
} from "#engine/evaluation/label-quality.ts";
import { leastLabelProbability } from "#engine/evaluation/mistakes.ts";
import type { ScoredLabels } from "#engine/evaluation/scored-labels.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { crossValidateHead } from "#engine/training/cross-validate.ts";
import {
  readPublishedPredictions,
  readVotes,
} from "#test/helpers/published-predictions.ts";
import { testDataPath } from "#test/helpers/test-data.ts";
import { readEmbeddedSet } from "./embedded-set.ts";

// How well each method of confident learning finds wrong labels: known ones of published sets, and labels changed at random in real sets
// under the probabilities of our own instant baseline. `node test/bench/label-errors.ts` prints the table of the README.

const PLAIN = { leastRatio: 0 };
const METHODS: Readonly<Record<string, LabelErrorOptions>> = {
  "confident class": { ...PLAIN, method: "confident-class" },
  "by class": { ...PLAIN, method: "by-class" },
  "by noise rate (cleanlab's default)": { ...PLAIN, method: "by-noise-rate" },
  "by class and noise rate": { ...PLAIN, method: "by-class-and-noise-rate" },
  "ours: by noise rate, six times as likely": {},
};
const RANKINGS: readonly LabelQualityScore[] = [
  "self-confidence",
  "normalized-margin",
  "confidence-weighted-entropy",
  "likelihood-ratio",
];
const SEEDS = [0, 1, 2];
const NOISE = [0.05, 0.1];

interface Case {
  readonly name: string;
  readonly scored: ScoredLabels;
  readonly wrong: ReadonlySet<number>;
}

async function main(): Promise<void> {
  for (const name of ["cifar10", "mnist"]) {
    const { flagged, confirmed } = readVotes(name);
    const scored = readPublishedPredictions(name);
    print([
      { name: `${name}, flagged by its authors`, scored, wrong: flagged },
    ]);
    print([{ name: `${name}, confirmed by people`, scored, wrong: confirmed }]);
  }
  for (const name of ["clothing-10", "sign-digits-10"]) {
    for (const share of NOISE) {
      print(await Promise.all(SEEDS.map((seed) => noisy(name, share, seed))));
    }
  }
  print([await confirmedSample()]);
}

/** Labels changed at random. What was wrong before counts as a false alarm, so that precision is a little too low. */
async function noisy(name: string, share: number, seed: number): Promise<Case> {
  const { embeddings, labels, classes } = await readEmbeddedSet(name);
  const random = createRandom("wrong labels", name, share, seed);
  const given = labels.slice();
  const wrong = new Set<number>();
  while (wrong.size < share * given.length) {
    const row = random.integer(given.length);
    if (wrong.has(row)) continue;
    const shift = 1 + random.integer(classes.length - 1);
    given[row] = ((labels[row] as number) + shift) % classes.length;
    wrong.add(row);
  }
  const scored = await crossValidated(embeddings, given, classes.length);
  return { name: `${name}, ${share * 100} % changed`, scored, wrong };
}

/** A sample of CIFAR-10 test pictures under our own probabilities; wrong is what people confirmed. */
async function confirmedSample(): Promise<Case> {
  const folder = "datasets/cifar10-sample";
  const { embeddings, labels, classes, paths } =
    await readEmbeddedSet("cifar10-sample");
  const index = JSON.parse(
    readFileSync(testDataPath(folder, "index.json"), "utf8"),
  ) as { file: string; confirmed_wrong: boolean }[];
  const isWrong = new Map(
    index.map((entry) => [
      testDataPath(folder, ...entry.file.split("/")),
      entry.confirmed_wrong,
    ]),
  );
  const rows = paths.flatMap((path, row) => (isWrong.get(path) ? [row] : []));
  return {
    name: "cifar10-sample, our probabilities, confirmed by people",
    scored: await crossValidated(embeddings, labels, classes.length),
    wrong: new Set(rows),
  };
}

async function crossValidated(
  {
    imageIds,
    columns,
    data,
  }: Awaited<ReturnType<typeof readEmbeddedSet>>["embeddings"],
  labels: Int32Array,
  classCount: number,
): Promise<ScoredLabels> {
  const features = { rows: imageIds.length, columns, data };
  const options = { seed: 0, control: UNCONTROLLED };
  return (await crossValidateHead(features, labels, classCount, options))
    .scored;
}

function print(cases: readonly Case[]): void {
  const wrong = cases.reduce((sum, entry) => sum + entry.wrong.size, 0);
  console.log(`\n${cases[0]?.name} (${wrong} wrong labels)`);
  console.log(
    "| method | flagged | precision | recall | by self-confidence, as many |",
  );
  console.log("|---|---|---|---|---|");
  for (const [method, options] of Object.entries(METHODS)) {
    let flagged = 0;
    let hits = 0;
    let plainHits = 0;
    for (const { scored, wrong: truth } of cases) {
      const rows = findLabelErrors(scored, options).map(({ row }) => row);
      const plain = leastLabelProbability(scored).slice(0, rows.length);
      flagged += rows.length;
      hits += rows.filter((row) => truth.has(row)).length;
      plainHits += plain.filter((row) => truth.has(row)).length;
    }
    console.log(
      `| ${method} | ${flagged} | ${(hits / flagged).toFixed(3)} | ${(hits / wrong).toFixed(3)} | ${(plainHits / flagged).toFixed(3)}, ${(plainHits / wrong).toFixed(3)} |`,
    );
  }
  for (const ranking of RANKINGS) {
    const precisions = cases.map(({ scored, wrong: truth }) =>
      averagePrecision(labelQuality(scored, ranking), truth),
    );
    const mean =
      precisions.reduce((sum, value) => sum + value, 0) / precisions.length;
    console.log(
      `ranking of all by ${ranking}: average precision ${mean.toFixed(3)}`,
    );
  }
}

function averagePrecision(
  quality: Float64Array,
  wrong: ReadonlySet<number>,
): number {
  const order = Array.from(quality.keys()).toSorted(
    (a, b) => (quality[a] as number) - (quality[b] as number),
  );
  let hits = 0;
  let sum = 0;
  order.forEach((row, place) => {
    if (!wrong.has(row)) return;
    hits++;
    sum += hits / (place + 1);
  });
  return sum / wrong.size;
}

await main();
