import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";

import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { drawnEmbeddings } from "#test/helpers/drawn-embeddings.ts";

// Nearest neighbours of every row beside a brute force by PyTorch and scikit-learn on the same machine.
// `node test/bench/neighbours.ts [rows] [columns] [python]`; the graph of neighbours is measured at the same size, with its recall.

const rows = Number(process.argv[2] ?? 20_000);
const columns = Number(process.argv[3] ?? 128);
const python = process.argv[4] ?? "python3";
const K = 15;
const CHECKED = 1000;

const embeddings = drawnEmbeddings(rows, { columns, clouds: 50, spread: 1 });
const exact = await timed(() => nearestNeighbours(embeddings, { k: K }));
const graph = await timed(() =>
  nearestNeighbours(embeddings, { k: K, exactLimit: 0 }),
);
const peers = bruteForce();

const ours = (query: number) =>
  exact.value.rows.subarray(query * K, (query + 1) * K);
const agreement = share((query) => peers.rows[query]!);
const recall = share((query) =>
  graph.value.rows.subarray(query * K, (query + 1) * K),
);
console.log(`${rows} rows of ${columns}, ${K} neighbours each`);
console.log(`ours, exact: ${exact.seconds.toFixed(2)} s`);
console.log(
  `PyTorch: ${peers.torch.toFixed(2)} s (ours is ${(peers.torch / exact.seconds).toFixed(2)} times as fast, agreement ${agreement.toFixed(4)})`,
);
console.log(
  `scikit-learn: ${peers.scikitLearn.toFixed(2)} s (ours is ${(peers.scikitLearn / exact.seconds).toFixed(2)} times as fast)`,
);
console.log(
  `ours, by a graph: ${graph.seconds.toFixed(2)} s, recall ${recall.toFixed(4)}`,
);

/** Of the exact neighbours of the first rows, those that another names too. */
function share(other: (query: number) => ArrayLike<number>): number {
  let hits = 0;
  for (let query = 0; query < CHECKED; query++) {
    const theirs = new Set(Array.from(other(query)));
    hits += ours(query).filter((row) => theirs.has(row)).length;
  }
  return hits / (CHECKED * K);
}

function bruteForce(): {
  torch: number;
  scikitLearn: number;
  rows: number[][];
} {
  const folder = mkdtempSync(join(tmpdir(), "convolve-neighbours-"));
  try {
    const file = join(folder, "rows.f32");
    writeFileSync(file, new Uint8Array(embeddings.data.buffer));
    const script = join(import.meta.dirname, "neighbours.py");
    const given = [file, rows, columns, K, availableParallelism()].map(String);
    const answer = execFileSync(python, [script, ...given], {
      encoding: "utf8",
      maxBuffer: 1e9,
    });
    return JSON.parse(answer) as ReturnType<typeof bruteForce>;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function timed<T>(
  work: () => Promise<T>,
): Promise<{ value: T; seconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, seconds: (performance.now() - start) / 1000 };
}
