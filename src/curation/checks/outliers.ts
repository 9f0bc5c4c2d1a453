/**
 * Pictures that belong nowhere: far from their nearest neighbours among all pictures, or among those of their class.
 * Sridhar Ramaswamy, Rajeev Rastogi, Kyuseok Shim, Efficient algorithms for mining outliers from large data sets, 2000,
 * https://doi.org/10.1145/342009.335437; that plain distance suffices on deep features: Yiyou Sun et al., Out-of-distribution detection
 * with deep nearest neighbors, 2022, https://arxiv.org/abs/2204.06507.
 */
import {
  NOTHING,
  type Check,
  type CheckFacts,
  type CheckFinding,
} from "#engine/curation/check.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";
import {
  nearestNeighbours,
  type Neighbours,
} from "#engine/curation/neighbours.ts";
import { SIDES } from "#engine/curation/picture-columns.ts";
import { robustSpread } from "#engine/curation/robust.ts";

/** Mean over so many nearest neighbours: a few copies do not hide a stranger. */
const NEIGHBOURS = 10;
/** Fewer pictures say nothing of what is usual. */
const LEAST_PICTURES = 30;
/**
 * Robust standard deviations beyond the middle: by which a picture is odd, and by which it is odd beyond doubt of chance. With pictures of
 * another data set put among those of one (test/bench/outliers.ts), the first was chosen as a balance of precision and recall; beyond the
 * second nine in ten were such strangers.
 */
const DEVIATIONS = 4.5;
const LIKELY_DEVIATIONS = 6;
/** However varied a set honestly is, no more of it is called odd. */
const MAX_SHARE = 0.05;

export const outliers: Check = {
  id: "outliers",
  title: "Outliers",
  why: "A picture that is like no other is often there by mistake: another subject, a drawing, a broken camera.",
  severity: "medium",
  usesLabels: false,
  needs: "embeddings",
  remedies: ["exclude", "relabel"],
  run: async (facts) => {
    const { embeddings, neighbours } = facts;
    if (embeddings === undefined || neighbours === undefined) return NOTHING;
    const count = embeddings.imageIds.length;
    if (count < LEAST_PICTURES) return NOTHING;
    const all = Int32Array.from({ length: count }, (_, row) => row);
    const deviations = new Float32Array(count);
    const isOfClass = new Uint8Array(count);
    raise(deviations, all, distances(embeddings, all, neighbours));
    for (const rows of rowsByClass(facts)) {
      const own = await nearestNeighbours(embeddings, {
        k: NEIGHBOURS,
        queries: rows,
        among: rows,
        signal: facts.signal,
      });
      for (const row of raise(
        deviations,
        rows,
        distances(embeddings, rows, own),
      )) {
        isOfClass[row] = 1;
      }
    }
    const findings = Array.from(all)
      .filter((row) => deviations[row]! >= DEVIATIONS)
      .map((row) =>
        findingOn(
          embeddings.imageIds[row]!,
          deviations[row]!,
          isOfClass[row] === 1,
        ),
      );
    const most = Math.max(3, Math.floor(MAX_SHARE * count));
    return {
      findings: findings.toSorted((a, b) => b.score - a.score).slice(0, most),
      remarks: [],
    };
  },
};

function findingOn(
  imageId: number,
  deviations: number,
  isOfClass: boolean,
): CheckFinding {
  return {
    imageId,
    otherImageId: null,
    score: deviations,
    details: {
      sureness: deviations >= LIKELY_DEVIATIONS ? "likely" : "possible",
      message: `It is unlike ${isOfClass ? "the others of its class" : "all other pictures"}: ${deviations.toFixed(1)} times the usual spread farther from the nearest ones than is usual.`,
    },
  };
}

/** Rows of each class that is large enough to say what is usual in it; the test side's labels are not looked at. */
function rowsByClass({ pictures, embeddings }: CheckFacts): Int32Array[] {
  const rowOf = new Map<number, number>();
  embeddings!.imageIds.forEach((id, row) => rowOf.set(id, row));
  const rows = new Map<number, number[]>();
  for (let i = 0; i < pictures.count; i++) {
    const classId = pictures.classIds[i]!;
    const row = rowOf.get(pictures.imageIds[i]!);
    const isTest = SIDES[pictures.sides[i]!] === "test";
    if (classId < 0 || row === undefined || isTest) continue;
    const own = rows.get(classId);
    if (own) own.push(row);
    else rows.set(classId, [row]);
  }
  return [...rows.values()]
    .filter((own) => own.length >= LEAST_PICTURES)
    .map((own) => Int32Array.from(own));
}

/** Of each query the mean distance to its nearest rows, with the lengths that directions have lost: strangers often lie far out. */
function distances(
  { lengths }: Embeddings,
  queries: Int32Array,
  { k, rows, similarities }: Neighbours,
): Float32Array {
  const used = Math.min(k, NEIGHBOURS);
  return Float32Array.from(queries, (query, i) => {
    let sum = 0;
    for (let edge = i * k; edge < i * k + used; edge++) {
      const a = lengths[query]!;
      const b = lengths[rows[edge]!] ?? 0;
      const squared = a * a + b * b - 2 * a * b * similarities[edge]!;
      sum += Math.sqrt(Math.max(0, squared));
    }
    return sum / used;
  });
}

/** Keeps the largest deviation of each row. @returns rows that are odd by these distances, and were not so before or less */
function raise(
  deviations: Float32Array,
  rows: Int32Array,
  values: Float32Array,
): number[] {
  const { median, sigma } = robustSpread(values);
  const raised: number[] = [];
  rows.forEach((row, i) => {
    const deviation = (values[i]! - median) / Math.max(sigma, 1e-6);
    if (deviation <= deviations[row]!) return;
    deviations[row] = deviation;
    raised.push(row);
  });
  return raised;
}
