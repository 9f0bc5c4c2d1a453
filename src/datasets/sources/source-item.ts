import type { Split } from "#api/base.ts";

/** A file of a source and where it would go; or why it, or a row of a list, goes nowhere. Paths are relative to the source, with `/`. */
export type SourceItem =
  | {
      readonly kind: "file";
      readonly path: string;
      /** Null for the tray of what is still to be labelled. */
      readonly className: string | null;
      readonly split: Split | null;
      /** What a list says of it besides. */
      readonly attributes?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "skipped";
      readonly path: string;
      readonly code: string;
      readonly message: string;
    };
