import { throwIfCancelled } from "#engine/base/cancellation.ts";

import type { CopyPair, CopySearch } from "./copies.ts";
import type { Embeddings } from "./embeddings.ts";
import type { Neighbours } from "./neighbours.ts";
import { register, type Placement } from "./registration.ts";

/** Neighbours of each picture that are looked at; a pair has to be among them from both sides. */
const NEAREST = 5;
/** Cosine of the built-in network's features: of clothing-10, crops to 80 % are at 0.71 and more, the nearest other picture at 0.74. */
const LEAST_SIMILARITY = 0.6;
/**
 * Correlation in the best place. On clothing-10, of 159 nearest pictures that are others the highest is 0.964 (99 % below 0.945); half of
 * the crops to 80 and 90 % and of the pictures with a frame are above 0.99, nine tenths above 0.97.
 */
const POSSIBLE_LIKENESS = 0.97;
const LIKELY_LIKENESS = 0.985;
/** At about 15 ms each; the most similar first. */
const MAX_TRIED = 3000;

/** A pair that the built-in network finds similar. */
interface Candidate {
  readonly first: number;
  readonly second: number;
  readonly similarity: number;
}

/**
 * What hashes miss: a part of a picture, a copy with a frame or turned by a few degrees. The built-in network's nearest neighbours are
 * the candidates; the pixels decide, laid over each other in the best place.
 * @throws CancelledError
 */
export async function findParts(
  search: CopySearch & { readonly copies: readonly CopyPair[] },
  embeddings: Embeddings,
  neighbours: Neighbours,
): Promise<CopyPair[]> {
  const { signal, onProgress } = search;
  const candidates = similarPairs(search, embeddings, neighbours);
  const parts: CopyPair[] = [];
  for (const [done, { first, second }] of candidates.entries()) {
    throwIfCancelled(signal);
    const a = await search.smallGray(first);
    const b = await search.smallGray(second);
    if (a && b) {
      const place = register(a, b);
      if (place.likeness >= POSSIBLE_LIKENESS) {
        parts.push(toPair(first, second, place));
      }
    }
    if (done % 10 === 9) {
      onProgress({
        phase: "Laying similar pictures over each other",
        done: done + 1,
        total: candidates.length,
        unit: "pairs",
      });
      await new Promise(setImmediate);
    }
  }
  return parts;
}

function similarPairs(
  {
    pictures,
    copies,
  }: Pick<CopySearch, "pictures"> & { readonly copies: readonly CopyPair[] },
  { imageIds }: Embeddings,
  { k, rows, similarities }: Neighbours,
): Candidate[] {
  const known = new Set(
    copies.map(({ first, second }) => `${first},${second}`),
  );
  const rowOf = new Map<number, number>();
  pictures.imageIds.forEach((imageId, row) => rowOf.set(imageId, row));
  const near = Math.min(k, NEAREST);
  const nearest = (at: number) => rows.subarray(at * k, at * k + near);
  const candidates: Candidate[] = [];
  for (let at = 0; at < imageIds.length; at++) {
    for (const [place, other] of nearest(at).entries()) {
      const similarity = similarities[at * k + place]!;
      if (other <= at || similarity < LEAST_SIMILARITY) continue;
      if (!nearest(other).includes(at)) continue;
      const [a, b] = [rowOf.get(imageIds[at]!), rowOf.get(imageIds[other]!)];
      if (a === undefined || b === undefined) continue;
      const first = Math.min(a, b);
      const second = Math.max(a, b);
      if (known.has(`${first},${second}`)) continue;
      candidates.push({ first, second, similarity });
    }
  }
  return candidates
    .toSorted((a, b) => b.similarity - a.similarity)
    .slice(0, MAX_TRIED);
}

function toPair(
  first: number,
  second: number,
  { likeness, scale, angle }: Placement,
): CopyPair {
  const relation = [
    ...(Math.abs(Math.log(scale)) > Math.log(1.04) ? ["a part of it"] : []),
    ...(Math.abs(angle) > 3
      ? [`turned by ${Math.round(Math.abs(angle))}°`]
      : []),
  ];
  return {
    first,
    second,
    likeness,
    sureness: likeness >= LIKELY_LIKENESS ? "likely" : "possible",
    relation:
      relation.length > 0 ? relation.join(", ") : "nearly the same view",
  };
}
