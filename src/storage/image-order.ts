import type { ImageFilter } from "#api/datasets.ts";

/** One column that pictures are put in order by. */
export interface OrderTerm {
  readonly by: string;
  readonly descending: boolean;
}

type Order = NonNullable<ImageFilter["order"]>;

/** Columns that an index holds with the excluded flag before them. `class` is not among them: see `findImages`. */
const COLUMNS: Partial<Record<Order, string>> = {
  name: "i.file_name COLLATE NOCASE",
  "file-size": "i.size_bytes",
  pixels: "i.width * i.height",
  brightness: "i.brightness",
  sharpness: "i.sharpness",
  suspicious: "p.label_probability",
};

const DESCENDING = "-descending";

/**
 * The order that a filter asks for, the picture's id at last, so that pages never overlap.
 * @param id the column of the picture's id
 */
export function imageOrder(filter: ImageFilter, id: string): OrderTerm[] {
  const { order = "added", finding, ranking, runId } = filter;
  if (order.startsWith("confidence")) {
    const descending = order.endsWith(DESCENDING);
    return runId === undefined
      ? [term(id)]
      : [term("p.confidence", descending), term(id, descending)];
  }
  if (order === "finding" && finding !== undefined) {
    return [term("f.key")];
  }
  const descending = order.endsWith(DESCENDING);
  const column = COLUMNS[order.replace(DESCENDING, "") as Order];
  if (column !== undefined) {
    return [term(column, descending), term(id, descending)];
  }
  if (filter.order === undefined && ranking !== undefined) {
    return [term("r.rank"), term(id)];
  }
  return [term(id, descending)];
}

/**
 * @param how.reversed from the last picture to the first
 * @param how.sorts the plus keeps SQLite from walking an index in this order: a few pictures are found first, then sorted
 */
export function orderBySql(
  terms: readonly OrderTerm[],
  how: { readonly reversed: boolean; readonly sorts: boolean },
): string {
  return terms
    .map(({ by, descending }) => {
      const column = how.sorts ? `+${by}` : by;
      return descending === how.reversed ? column : `${column} DESC`;
    })
    .join(", ");
}

function term(by: string, descending = false): OrderTerm {
  return { by, descending };
}
