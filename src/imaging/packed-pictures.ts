import type {
  InspectedOrNot,
  InspectedPicture,
  PackedFindings,
  PackedPictures,
} from "./decode-worker-protocol.ts";

// Several small pictures, and what was found in them, as they travel between threads: all bytes in one piece of memory that is handed
// over, all facts in one text. Of many small pieces the message takes longer than the decoding.

/** A picture in memory, of several. */
export interface PictureInMemory {
  readonly bytes: Uint8Array;
  /** Absolute path of the file that the worker writes them to once the picture has been read well. */
  readonly keepAs?: string;
}

export function packPictures(
  pictures: readonly PictureInMemory[],
): PackedPictures {
  const { bytes, ends } = joinPieces(pictures.map((one) => one.bytes));
  return { bytes, ends, keepAs: pictures.map((one) => one.keepAs ?? null) };
}

/** Each picture's bytes are a view of the common ones. */
export function unpackPictures({
  bytes,
  ends,
  keepAs,
}: PackedPictures): PictureInMemory[] {
  return ends.map((end, place) => {
    const path = keepAs[place] ?? null;
    return {
      bytes: bytes.subarray(ends[place - 1] ?? 0, end),
      ...(path === null ? {} : { keepAs: path }),
    };
  });
}

const NOTHING = new Uint8Array();

export function packFindings(found: readonly InspectedOrNot[]): PackedFindings {
  const { bytes, ends } = joinPieces(
    found.map((one) => (one.ok ? one.picture.thumbnail : NOTHING)),
  );
  const outcomes = found.map((one) =>
    one.ok ? { ...one.picture, thumbnail: undefined } : one,
  );
  return { outcomes: JSON.stringify(outcomes), thumbnails: bytes, ends };
}

/**
 * Each thumbnail is a view of the common memory.
 * @param toError makes the error of a picture that cannot be used
 */
export function unpackFindings(
  { outcomes, thumbnails, ends }: PackedFindings,
  toError: (code: string, message: string) => Error,
): (InspectedPicture | Error)[] {
  const found = JSON.parse(outcomes) as (
    Omit<InspectedPicture, "thumbnail"> | Extract<InspectedOrNot, { ok: false }>
  )[];
  return found.map((one, place) => {
    if ("ok" in one) return toError(one.code, one.message);
    const start = ends[place - 1] ?? 0;
    return { ...one, thumbnail: thumbnails.subarray(start, ends[place]) };
  });
}

function joinPieces(pieces: readonly Uint8Array[]): {
  bytes: Uint8Array<ArrayBuffer>;
  ends: number[];
} {
  let length = 0;
  const ends = pieces.map((piece) => (length += piece.length));
  const bytes = new Uint8Array(length);
  pieces.forEach((piece, place) => bytes.set(piece, ends[place - 1] ?? 0));
  return { bytes, ends };
}
