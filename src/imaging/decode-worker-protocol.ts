import type { Preprocessing } from "#engine/graph/preprocessing.ts";

import type { PictureFacts } from "./picture-facts.ts";
import type { ThumbnailOptions } from "./thumbnail.ts";

/** Where a picture's bytes are. A path is read by the worker, never by the caller's thread. */
export type PictureSource =
  { readonly path: string } | { readonly bytes: Uint8Array };

export interface InspectedPicture {
  /** Lower-case hexadecimal SHA-256 of the file's bytes: the identity of a picture everywhere. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly facts: PictureFacts;
  /** A JPEG of at most 256 px on the longest side. */
  readonly thumbnail: Uint8Array;
  /** Whether the file's extension belongs to another format than its content; the picture is used all the same. */
  readonly wrongExtension: boolean;
  /** Milliseconds; of the file that was written, where one was. */
  readonly keptMs?: number;
}

/** One of several pictures: what was found, or why it cannot be used. */
export type InspectedOrNot =
  | { readonly ok: true; readonly picture: InspectedPicture }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Several pictures one behind the other. */
export interface PackedPictures {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of each, in `bytes`. */
  readonly ends: readonly number[];
  /** Of each the file that it is to be written to, or null. */
  readonly keepAs: readonly (string | null)[];
}

/** What was found in each of several pictures, in their order. */
export interface PackedFindings {
  /** JSON: an `InspectedPicture` without its thumbnail, or an `InspectedOrNot` that is not. */
  readonly outcomes: string;
  /** One behind the other. */
  readonly thumbnails: Uint8Array<ArrayBuffer>;
  /** Of each, in `thumbnails`. */
  readonly ends: readonly number[];
}

export type DecodeTask =
  | { readonly kind: "inspect-several"; readonly pictures: PackedPictures }
  | {
      readonly kind: "inspect";
      readonly source: PictureSource;
      readonly options: ThumbnailOptions;
    }
  | {
      readonly kind: "prepare";
      readonly source: PictureSource;
      readonly preprocessing: Preprocessing;
      readonly sha256: string | undefined;
    };

export type DecodeValue = InspectedPicture | PackedFindings | Uint8Array;
