import { StudioError } from "#engine/base/errors.ts";

/** Which column of a table is what, by its place. */
export interface TableColumns {
  readonly text: number;
  readonly label: number;
  readonly split: number | null;
}

/** Names that are usual, the likeliest first. */
export const TEXT_NAMES = [
  "text",
  "review",
  "sentence",
  "content",
  "comment",
  "message",
  "document",
  "body",
  "tweet",
  "description",
  "headline",
  "title",
  "sequence",
];
const LABEL_NAMES = [
  "label",
  "class",
  "category",
  "sentiment",
  "target",
  "topic",
  "labels",
];
const SPLIT_NAMES = ["split", "side", "subset", "set", "partition"];

/**
 * Finds the columns of texts, classes and (where there is one) sides by the names in a table's first line. Where only the label is known
 * and one other column is left, that holds the texts, and the other way round.
 * @throws StudioError `dataset/no-text-column`, `dataset/no-label-column`
 */
export function findColumns(
  header: readonly string[],
  name: string,
): TableColumns {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const split = placeOf(names, SPLIT_NAMES);
  let text = placeOf(names, TEXT_NAMES);
  let label = placeOf(names, LABEL_NAMES);
  const left = names.flatMap((_, at) =>
    [split, text, label].includes(at) ? [] : [at],
  );
  const [only] = left;
  if (left.length === 1 && only !== undefined) {
    if (text === null && label !== null) text = only;
    else if (label === null && text !== null) label = only;
  }
  if (text === null) throw noColumn("text", TEXT_NAMES, header, name);
  if (label === null) throw noColumn("label", LABEL_NAMES, header, name);
  return { text, label, split };
}

/** Of the texts alone, for a table whose classes are to be found. @throws StudioError `dataset/no-text-column` */
export function findTextColumn(
  header: readonly string[],
  name: string,
): number {
  const names = header.map((cell) => cell.trim().toLowerCase());
  const text = placeOf(names, TEXT_NAMES) ?? (names.length === 1 ? 0 : null);
  if (text === null) throw noColumn("text", TEXT_NAMES, header, name);
  return text;
}

function placeOf(
  names: readonly string[],
  usual: readonly string[],
): number | null {
  for (const wanted of usual) {
    const at = names.indexOf(wanted);
    if (at >= 0) return at;
  }
  return null;
}

function noColumn(
  what: "text" | "label",
  usual: readonly string[],
  header: readonly string[],
  name: string,
): StudioError {
  const columns = header
    .slice(0, 8)
    .map((cell) => `“${cell.slice(0, 40)}”`)
    .join(", ");
  return new StudioError(
    `dataset/no-${what}-column`,
    `Expected a first line that names a column of ${what === "text" ? "texts" : "classes"} (${usual.slice(0, 5).join(", ")} …) in ${name}. Received: ${columns === "" ? "an empty line" : columns}. Put the names of the columns into the first line, such as text,label.`,
  );
}
