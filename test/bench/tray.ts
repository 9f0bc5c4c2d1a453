import { createRandom, shuffled } from "#engine/base/random.ts";
import { fuzzyGraph, type FuzzyGraph } from "#engine/curation/fuzzy-graph.ts";
import {
  chosenEmbeddings,
  nearestNeighbours,
} from "#engine/curation/neighbours.ts";
import { suggestLabels } from "#engine/curation/suggest-labels.ts";
import {
  DOUBT_COUNTS_FROM,
  trayOrder,
  uncertainties,
} from "#engine/curation/tray-order.ts";
import { indexOfLargest } from "#engine/evaluation/scored-labels.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { readEmbeddedSet, type EmbeddedSet } from "./embedded-set.ts";

// What labelling in the tray's order is worth: accuracy on held-out pictures after so many labels, ten at a time, beside other orders.
// `node test/bench/tray.ts [draws]` prints a table for the README. The orders share their draws, so what is compared is the difference
// from random order in each draw, with its standard error. BADGE, the middles of clusters among the most doubtful ones (plain and
// weighted) and the typical pictures of clusters (TypiClust) were tried in numpy, 4 to 14 draws: within one standard error of the tray, or worse.

const SETS = ["clothing-10", "sign-digits-10"];
const SEEDS = Number(process.argv[2] ?? 16);
const BATCH = 10;
const LABELS = [20, 50, 100, 200];
const HELD_OUT = 0.3;
/** Of both sets. */
const CLASSES = 10;

interface Situation {
  readonly graph: FuzzyGraph;
  readonly isLabelled: Uint8Array;
  readonly uncertainty: Float32Array;
  readonly seed: number;
  readonly alternates?: boolean;
}

/** The next pictures to label, at least BATCH of them. */
const ORDERS: Readonly<Record<string, (situation: Situation) => number[]>> = {
  random: (situation) =>
    shuffled(unlabelled(situation), createRandom(situation.seed, "order")),
  "margin only": (situation) =>
    unlabelled(situation).toSorted(
      (a, b) => situation.uncertainty[b]! - situation.uncertainty[a]!,
    ),
  "variety only": (situation) =>
    rowsOf({ ...situation, uncertainty: situation.uncertainty.map(() => 1) }),
  "variety and uncertainty": rowsOf,
  tray: (situation) => {
    const given = situation.isLabelled.filter((is) => is === 1).length;
    const alternates = given >= DOUBT_COUNTS_FROM * CLASSES;
    return rowsOf({ ...situation, alternates });
  },
};

for (const name of SETS) {
  const set = await readEmbeddedSet(name);
  console.log(
    `\n${name}, mean accuracy of ${SEEDS} draws (difference from random order ± standard error)`,
  );
  console.log(`| order | ${LABELS.join(" | ")} |`);
  console.log(`|---|${LABELS.map(() => "---|").join("")}`);
  let plain: number[][] | undefined;
  for (const [title, order] of Object.entries(ORDERS)) {
    const draws: number[][] = [];
    for (let seed = 0; seed < SEEDS; seed++) {
      draws.push(await simulate(set, order, seed));
    }
    plain ??= draws;
    const cells = LABELS.map((_, i) => {
      const values = draws.map((draw) => draw[i]!);
      const beyond = values.map((value, seed) => value - plain![seed]![i]!);
      return draws === plain
        ? mean(values).toFixed(3)
        : `${mean(values).toFixed(3)} (${mean(beyond).toFixed(3)} ± ${standardError(beyond).toFixed(3)})`;
    });
    console.log(`| ${title} | ${cells.join(" | ")} |`);
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.map((value) => (value - middle) ** 2);
  return Math.sqrt(mean(squares) / (values.length - 1));
}

/** @returns accuracy after each number of labels */
async function simulate(
  { embeddings, labels, classes }: EmbeddedSet,
  order: (situation: Situation) => number[],
  seed: number,
): Promise<number[]> {
  const rows = shuffled([...labels.keys()], createRandom(seed, "held out"));
  const heldOut = Int32Array.from(rows.splice(0, HELD_OUT * rows.length));
  const pool = Int32Array.from(rows);
  const own = chosenEmbeddings(embeddings, pool);
  const graph = fuzzyGraph(await nearestNeighbours(own, { k: 14 }));
  const isLabelled = new Uint8Array(pool.length);
  let uncertainty = new Float32Array(pool.length).fill(1);
  const reached: number[] = [];
  for (let given = BATCH; given <= LABELS.at(-1)!; given += BATCH) {
    const situation = { graph, isLabelled, uncertainty, seed };
    for (const row of order(situation).slice(0, BATCH)) isLabelled[row] = 1;
    const known = pool.filter((_, row) => isLabelled[row] === 1);
    const predict = (wanted: Int32Array) =>
      suggestLabels(
        embeddings,
        known,
        known.map((row) => labels[row]!),
        classes.length,
        wanted,
        UNCONTROLLED,
      );
    uncertainty = Float32Array.from(
      uncertainties(await predict(pool), classes.length),
    );
    if (!LABELS.includes(given)) continue;
    const probabilities = await predict(heldOut);
    const right = heldOut.filter((row, i) => {
      const start = i * classes.length;
      const choice = indexOfLargest(
        probabilities,
        start,
        start + classes.length,
      );
      return choice === labels[row];
    });
    reached.push(right.length / heldOut.length);
  }
  return reached;
}

function rowsOf(situation: Situation): number[] {
  return trayOrder({ ...situation, limit: BATCH }).map(({ row }) => row);
}

function unlabelled({ isLabelled }: Situation): number[] {
  return Array.from(isLabelled.keys()).filter((row) => isLabelled[row] === 0);
}
