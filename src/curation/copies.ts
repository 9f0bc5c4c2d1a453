import type { Sureness } from "#api/doctor.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";

import type { Embeddings } from "./embeddings.ts";
import { ORIENTATIONS, orientedPlace } from "./gradient-hash.ts";
import { findHashPairs } from "./hash-search.ts";
import type { Neighbours } from "./neighbours.ts";
import type { PictureColumns } from "./picture-columns.ts";

/** Two pictures that show the same thing in the same way. */
export interface CopyPair {
  /** Rows of the columns, first < second. */
  readonly first: number;
  readonly second: number;
  /** Correlation of the two small gray versions, −1 to 1; of pairs that only the network finds alike, its similarity. */
  readonly likeness: number;
  readonly sureness: Sureness;
  /** How the two are related, for a person: `mirrored`. */
  readonly relation: string;
}

/** Side of the small gray versions by which a pair is confirmed. */
export const SMALL_SIDE = 32;

/**
 * Unrelated pictures whose hashes are close correlate by up to 0.94 (clothing-10, sign-digits-10, cifar10-sample); resized, compressed,
 * mirrored and turned copies by 0.998 and more (odd-files/near-duplicates, exif, sharp).
 */
const CERTAIN_LIKENESS = 0.995;
const LIKELY_LIKENESS = 0.98;
const POSSIBLE_LIKENESS = 0.96;
/** Mean colours that differ by more than this are another colouring, 0 to 1. */
const SAME_COLOUR = 0.03;
/** Cosine of the built-in network's features from which pictures are said to be alike, if the data set's own pictures are not all so. */
const ALIKE = 0.985;
/** Pairs that are confirmed by their pixels, the closest first. */
const MAX_CONFIRMED = 300_000;

export interface CopySearch {
  readonly pictures: PictureColumns;
  /** Gray, [SMALL_SIDE, SMALL_SIDE]; undefined where the picture cannot be read now. */
  readonly smallGray: (row: number) => Promise<Uint8Array | undefined>;
  readonly signal: AbortSignal;
  readonly onProgress: ReportProgress;
}

/**
 * Pairs of the same picture by their hashes, each confirmed by its pixels.
 * @throws CancelledError
 */
export async function findCopies(search: CopySearch): Promise<CopyPair[]> {
  const { pictures, signal, onProgress } = search;
  const candidates = await findHashPairs(pictures.hashes, pictures.isMeasured, {
    signal,
    onProgress,
  });
  candidates.sort((a, b) => a.distance - b.distance);
  const considered = candidates.slice(0, MAX_CONFIRMED);
  const copies: CopyPair[] = [];
  let done = 0;
  for (const { first, second, orientation } of considered) {
    throwIfCancelled(signal);
    const [a, b] = [
      await search.smallGray(first),
      await search.smallGray(second),
    ];
    const likeness = a && b ? correlation(a, b, orientation) : 0;
    if (likeness >= POSSIBLE_LIKENESS) {
      copies.push({
        first,
        second,
        likeness,
        ...describe(pictures, first, second, likeness, orientation),
      });
    }
    done += 1;
    if (done % 100 === 0 || done === considered.length) {
      onProgress({
        phase: "Comparing likely copies",
        done,
        total: considered.length,
        unit: "pairs",
      });
    }
  }
  return copies;
}

/**
 * What hashes miss: a part of the picture, a copy turned by a few degrees or with a frame. Only where the network finds the two all but equal
 * and each is the other's nearest, so that a series of similar pictures is not taken for copies.
 */
export function findAlike(
  {
    pictures,
    copies,
  }: {
    readonly pictures: PictureColumns;
    readonly copies: readonly CopyPair[];
  },
  embeddings: Embeddings,
  { k, rows, similarities }: Neighbours,
): CopyPair[] {
  const known = new Set(copies.map((pair) => pairKey(pair.first, pair.second)));
  const rowOf = new Map<number, number>();
  pictures.imageIds.forEach((imageId, row) => rowOf.set(imageId, row));
  const alike: CopyPair[] = [];
  for (let at = 0; at < embeddings.imageIds.length; at++) {
    const other = rows[at * k] ?? -1;
    const likeness = similarities[at * k] ?? 0;
    if (other <= at || likeness < ALIKE || rows[other * k] !== at) continue;
    const pair = [at, other].map((row) => rowOf.get(embeddings.imageIds[row]!));
    const [first, second] = pair.toSorted((a, b) => (a ?? -1) - (b ?? -1));
    if (first === undefined || second === undefined) continue;
    if (known.has(pairKey(first, second))) continue;
    const relation = "all but equal to the built-in network";
    alike.push({ first, second, likeness, sureness: "possible", relation });
  }
  return alike;
}

/** Pearson's, of the first turned as `orientation` says and the second. */
export function correlation(
  first: Uint8Array,
  second: Uint8Array,
  orientation: number,
): number {
  const count = SMALL_SIDE * SMALL_SIDE;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = 0; row < SMALL_SIDE; row++) {
    for (let column = 0; column < SMALL_SIDE; column++) {
      const x = first[row * SMALL_SIDE + column]!;
      const [r, c] = orientedPlace(orientation, row, column, SMALL_SIDE);
      const y = second[r * SMALL_SIDE + c]!;
      a += x;
      b += y;
      aa += x * x;
      bb += y * y;
      ab += x * y;
    }
  }
  const spread = (aa - (a * a) / count) * (bb - (b * b) / count);
  return spread <= 0 ? 0 : (ab - (a * b) / count) / Math.sqrt(spread);
}

function describe(
  pictures: PictureColumns,
  first: number,
  second: number,
  likeness: number,
  orientation: number,
): Pick<CopyPair, "sureness" | "relation"> {
  const isRecoloured =
    Math.max(
      Math.abs(pictures.red[first]! - pictures.red[second]!),
      Math.abs(pictures.green[first]! - pictures.green[second]!),
      Math.abs(pictures.blue[first]! - pictures.blue[second]!),
    ) > SAME_COLOUR;
  const isResized =
    pictures.widths[first]! * pictures.heights[first]! !==
    pictures.widths[second]! * pictures.heights[second]!;
  const relation = [
    ...(orientation === 0 ? [] : [ORIENTATIONS[orientation]!]),
    ...(isResized ? ["at another size"] : []),
    ...(isRecoloured ? ["in other colours"] : []),
  ];
  return {
    relation: relation.length > 0 ? relation.join(", ") : "saved again",
    sureness:
      likeness < LIKELY_LIKENESS
        ? "possible"
        : likeness < CERTAIN_LIKENESS || isRecoloured
          ? "likely"
          : "certain",
  };
}

function pairKey(first: number, second: number): number {
  return first * 2 ** 26 + second;
}
