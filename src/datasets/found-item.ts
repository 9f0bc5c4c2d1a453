import type { Split } from "#api/base.ts";
import type { ImageFacts } from "#engine/storage/index-types.ts";

import type { FileRemark } from "./import-types.ts";

/** What an item is made of: a picture file with its small picture, or a text. */
export interface ItemContent {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly facts: Pick<
    ImageFacts,
    "width" | "height" | "orientation" | "format"
  >;
  readonly thumbnail?: Uint8Array;
  readonly text?: string;
}

/** A picture or text that could be read, and where it was found. */
export interface FoundItem {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly modifiedMs: number;
  /** Null for the tray of what is still to be labelled. */
  readonly className: string | null;
  readonly split: Split | null;
  /** What a list says of it besides. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: ItemContent;
}

/** A file that is not taken. */
export interface SkippedFile extends FileRemark {
  readonly sizeBytes: number | null;
  readonly modifiedMs: number | null;
}

/** What became of a picture. */
export type Verdict =
  | { readonly kind: "added" }
  | { readonly kind: "updated" }
  | ({ readonly kind: "skipped" } & FileRemark);
