import { splitOfName } from "#engine/datasets/split-names.ts";
import { TEXT_NAMES } from "#engine/datasets/text/table-columns.ts";

/** Which column of a list of pictures is what, by its place. */
export interface ManifestColumns {
  readonly path: number;
  readonly label: number | null;
  readonly split: number | null;
  /** All others that have a name. */
  readonly attributes: readonly {
    readonly at: number;
    readonly name: string;
  }[];
}

/** Names that are usual, the likeliest first. */
export const PATH_NAMES = [
  "file_name",
  "filename",
  "file",
  "path",
  "filepath",
  "file_path",
  "image_path",
  "img_path",
  "image",
  "img",
  "image_name",
  "picture",
  "photo",
  "image_id",
  "id",
  "name",
];
const LABEL_NAMES = [
  "class_name",
  "label_name",
  "classname",
  "label",
  "class",
  "category",
  "target",
  "labels",
  "species",
  "breed",
  "diagnosis",
  "tag",
];
const SPLIT_NAMES = ["split", "side", "subset", "set", "partition", "fold"];
/** Columns of these names describe a picture; they do not sort it. */
const WORDS: ReadonlySet<string> = new Set([
  ...TEXT_NAMES,
  "caption",
  "prompt",
  "url",
  "notes",
]);
const MOST_ATTRIBUTES = 64;
const MOST_NAME_CHARACTERS = 100;

/** A name of a column as it is compared: `File Name` → `file_name`. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, "_");
}

/** Whether a first line names columns, by one usual name at least. */
export function namesColumns(cells: readonly string[]): boolean {
  const usual = new Set([...PATH_NAMES, ...LABEL_NAMES, ...SPLIT_NAMES]);
  return cells.some((cell) => usual.has(plainName(cell)));
}

/**
 * Finds the columns of classes and sides beside that of paths: by the usual names, else by what is in them. A side's column holds names of
 * sides only; a class column without a usual name is the only one left whose values come again.
 * @param rows some of the first
 */
export function findManifestColumns(
  names: readonly string[],
  path: number,
  rows: readonly (readonly string[])[],
): ManifestColumns {
  const others = names.map((_, at) => at).filter((at) => at !== path);
  const cellsOf = (at: number) =>
    rows.map((row) => (row[at] ?? "").trim()).filter((cell) => cell !== "");
  const holdsSides = (at: number) => {
    const cells = cellsOf(at);
    return (
      cells.length > 0 && cells.every((cell) => splitOfName(cell) !== null)
    );
  };
  const plain = names.map(plainName);
  const sides = others.filter(holdsSides);
  const split =
    sides.find((at) => SPLIT_NAMES.includes(plain[at] ?? "")) ??
    (new Set(sides.flatMap(cellsOf)).size > 1 ? sides[0] : undefined) ??
    null;
  const left = others.filter((at) => at !== split);
  const named = LABEL_NAMES.map((name) => plain.indexOf(name)).find((at) =>
    left.includes(at),
  );
  const [only] = left;
  const isOnly =
    left.length === 1 &&
    only !== undefined &&
    !WORDS.has(plain[only] ?? "") &&
    comesAgain(cellsOf(only));
  const label = named ?? (isOnly ? only : null);
  return {
    path,
    label,
    split,
    attributes: left
      .filter((at) => at !== label && (names[at] ?? "").trim() !== "")
      .slice(0, MOST_ATTRIBUTES)
      .map((at) => ({
        at,
        name: (names[at] ?? "").trim().slice(0, MOST_NAME_CHARACTERS),
      })),
  };
}

function comesAgain(cells: readonly string[]): boolean {
  return (
    cells.length > 0 &&
    (cells.length < 10 || new Set(cells).size < cells.length / 2)
  );
}
