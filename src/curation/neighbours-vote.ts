import type { Embeddings } from "./embeddings.ts";
import type { Neighbours } from "./neighbours.ts";

/** Labelled neighbours that vote. */
const VOTERS = 10;
/** Over which difference of cosine a vote counts e times less. */
const SCALE = 0.1;
/** What is shared among all classes beside the votes, which sum to 1. */
const PRIOR = 0.3;

/**
 * What the nearest labelled pictures say of each picture; its own label has no vote, and neither has one that is not given here, such as
 * of the sealed test set.
 * @param imageIds pictures that are voted on
 * @param labels of them, 0 … classCount − 1
 * @returns probabilities, [imageIds.length × classCount]
 */
export function neighboursVote(
  imageIds: Int32Array,
  labels: Int32Array,
  classCount: number,
  embeddings: Embeddings,
  { k, rows, similarities }: Neighbours,
): Float32Array {
  const rowOf = new Map<number, number>();
  embeddings.imageIds.forEach((id, row) => rowOf.set(id, row));
  const labelOf = new Int32Array(embeddings.imageIds.length).fill(-1);
  imageIds.forEach((id, i) => {
    const row = rowOf.get(id);
    if (row !== undefined) labelOf[row] = labels[i] as number;
  });
  const probabilities = new Float32Array(imageIds.length * classCount);
  const votes = new Float64Array(classCount);
  imageIds.forEach((id, i) => {
    votes.fill(0);
    const row = rowOf.get(id);
    const [start, end] = row === undefined ? [0, 0] : [row * k, row * k + k];
    let sum = 0;
    let voters = 0;
    for (let edge = start; edge < end; edge++) {
      const label = labelOf[rows[edge] as number] ?? -1;
      if (label < 0) continue;
      const vote = Math.exp((similarities[edge] as number) / SCALE);
      votes[label] = (votes[label] as number) + vote;
      sum += vote;
      if (++voters === VOTERS) break;
    }
    for (let label = 0; label < classCount; label++) {
      const share = sum === 0 ? 1 / classCount : (votes[label] as number) / sum;
      probabilities[i * classCount + label] =
        (share + PRIOR / classCount) / (1 + PRIOR);
    }
  });
  return probabilities;
}
