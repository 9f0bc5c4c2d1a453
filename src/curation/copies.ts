import type { Sureness } from "#api/doctor.ts";
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import type { ReportProgress } from "#engine/base/progress.ts";

import { ORIENTATIONS, orientedPlace } from "./gradient-hash.ts";
import { findHashPairs } from "./hash-search.ts";
import type { PictureColumns } from "./picture-columns.ts";
import { SMALL_SIDE } from "./small-side.ts";

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

/**
 * Unrelated pictures whose hashes are close correlate by up to 0.94 (clothing-10, sign-digits-10, cifar10-sample); resized, compressed,
 * mirrored and turned copies by 0.998 and more (odd-files/near-duplicates, exif, sharp). Of 10,000 digits of MNIST, which all look
 * alike, 181 pairs are above 0.98, two above 0.99 and none above 0.995.
 */
const CERTAIN_LIKENESS = 0.995;
const LIKELY_LIKENESS = 0.99;
const POSSIBLE_LIKENESS = 0.985;
/** Mean colours that differ by more than this are another colouring, 0 to 1. */
const SAME_COLOUR = 0.03;
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
  // With more candidates than pictures, it is a set of pictures that look alike.
  const least =
    candidates.length > pictures.count ? LIKELY_LIKENESS : POSSIBLE_LIKENESS;
  const copies: CopyPair[] = [];
  let done = 0;
  for (const { first, second, orientation } of considered) {
    throwIfCancelled(signal);
    const [a, b] = [
      await search.smallGray(first),
      await search.smallGray(second),
    ];
    const likeness = a && b ? correlation(a, b, orientation) : 0;
    if (likeness >= least) {
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

/** Pearson's, of the first turned as `orientation` says and the second. */
function correlation(
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
