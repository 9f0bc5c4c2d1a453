import type { ImageFilter } from "#api/datasets.ts";

import { BASELINE_RUN_ID } from "./index-types.ts";
import { OPEN_FINDINGS_OF_CHECK } from "./read-findings.ts";

/** A filter as SQL over `images AS i`, and `predictions AS p` where the filter speaks of a run. */
export interface FilterSql {
  readonly from: string;
  readonly where: string;
  readonly orderBy: string;
  /** Values of the named parameters. */
  readonly values: Record<string, string | number>;
}

type Order = NonNullable<ImageFilter["order"]>;

/** Least letters of a search that the index of parts of names can answer. */
const TRIGRAM = 3;

const UNLABELLED = "(SELECT id FROM classes WHERE unlabelled = 1)";

/**
 * Translates the contract's filter. Where it asks what a run predicted (`predictedClassIds`, `correct`), `classIds` and `splits` are
 * those at prediction time, so that a cell of a confusion matrix opens exactly the pictures that it counts.
 */
export function filterSql(filter: ImageFilter): FilterSql {
  const ofPredictions =
    filter.predictedClassIds !== undefined || filter.correct !== undefined;
  const needsRun =
    ofPredictions ||
    filter.order === "suspicious" ||
    filter.confidence !== undefined;
  const runId = filter.runId ?? (needsRun ? BASELINE_RUN_ID : undefined);
  const sql = new FilterBuilder();

  addMembership(sql, filter, ofPredictions);
  sql.list(
    ofPredictions ? "p.actual_class_id" : "i.class_id",
    "classIds",
    filter.classIds,
  );
  sql.list(ofPredictions ? "p.split" : "i.split", "splits", filter.splits);
  sql.list("p.predicted_class_id", "predicted", filter.predictedClassIds);
  if (filter.correct !== undefined) {
    sql.equal("p.correct", "correct", filter.correct ? 1 : 0);
  }
  if (filter.confidence !== undefined) {
    const [least, most] = filter.confidence;
    sql.where("p.confidence BETWEEN $least AND $most", { least, most });
  }
  if (filter.search) addSearch(sql, filter.search);
  sql.list("i.id", "imageIds", filter.imageIds);
  addAttributes(sql, filter.attributes);
  if (runId !== undefined) {
    // Only pictures with a prediction can be asked for, or put in order, by it.
    const join = needsRun ? "JOIN" : "LEFT JOIN";
    sql.join(
      `${join} predictions AS p ON p.run_id = $runId AND p.image_id = i.id`,
      { runId },
    );
  }
  if (filter.finding !== undefined) {
    sql.join(
      `JOIN (SELECT image_id, max(score) AS score FROM (${OPEN_FINDINGS_OF_CHECK}) GROUP BY image_id) AS f ON f.image_id = i.id`,
      { check: filter.finding },
    );
  }
  if (filter.ranking !== undefined) {
    sql.join("JOIN rankings AS r ON r.list = $ranking AND r.image_id = i.id", {
      ranking: filter.ranking,
    });
  }
  return sql.build(orderBySql(filter, runId !== undefined));
}

/** Included, and labelled or not. */
function addMembership(
  sql: FilterBuilder,
  filter: ImageFilter,
  ofPredictions: boolean,
): void {
  const excluded = filter.excluded ?? "no";
  // A cell of a matrix counts what was predicted, whatever was excluded since.
  if (excluded === "only") sql.where("i.excluded = 1");
  else if (excluded === "no" && !ofPredictions) sql.where("i.excluded = 0");
  const labelled = filter.labelled ?? "yes";
  if (labelled === "no") sql.where(`i.class_id IN ${UNLABELLED}`);
  else if (labelled === "yes" && !filter.classIds && !ofPredictions) {
    sql.where(`i.class_id NOT IN ${UNLABELLED}`);
  }
}

function addSearch(sql: FilterBuilder, search: string): void {
  const values = { search: `%${search.replaceAll(/[%_\\]/g, "\\$&")}%` };
  const isPlain = !/[%_\\]/.test(search);
  // The index of parts of names takes a pattern only without an escape; it checks what it finds against the name itself.
  const name =
    isPlain && [...search].length >= TRIGRAM
      ? "i.id IN (SELECT rowid FROM image_names WHERE file_name LIKE $search)"
      : String.raw`i.file_name LIKE $search ESCAPE '\'`;
  sql.where(
    String.raw`(${name} OR i.id IN (SELECT image_id FROM texts WHERE text LIKE $search ESCAPE '\'))`,
    values,
  );
}

function addAttributes(
  sql: FilterBuilder,
  attributes: ImageFilter["attributes"],
): void {
  Object.entries(attributes ?? {}).forEach(([name, wanted], index) =>
    sql.where(
      `i.id IN (SELECT v.image_id FROM attributes AS a JOIN image_attributes AS v ON v.attribute_id = a.id
        WHERE a.name = $attribute${index} AND v.value IN (SELECT value FROM json_each($wanted${index})))`,
      {
        [`attribute${index}`]: name,
        [`wanted${index}`]: JSON.stringify(wanted),
      },
    ),
  );
}

class FilterBuilder {
  #from = "images AS i";
  readonly #conditions: string[] = [];
  readonly #values: Record<string, string | number> = {};

  join(clause: string, values: Readonly<Record<string, string | number>>) {
    this.#from += ` ${clause}`;
    Object.assign(this.#values, values);
  }

  where(
    condition: string,
    values: Readonly<Record<string, string | number>> = {},
  ) {
    this.#conditions.push(condition);
    Object.assign(this.#values, values);
  }

  equal(column: string, name: string, value: string | number) {
    this.where(`${column} = $${name}`, { [name]: value });
  }

  list(
    column: string,
    name: string,
    list: readonly (string | number)[] | undefined,
  ) {
    const [only] = list ?? [];
    if (list === undefined) return;
    // An empty list means that nothing is wanted, no list means everything.
    if (only === undefined) this.where("0");
    else if (list.length === 1) this.equal(column, name, only);
    else {
      this.where(`${column} IN (SELECT value FROM json_each($${name}))`, {
        [name]: JSON.stringify(list),
      });
    }
  }

  build(orderBy: string): FilterSql {
    return {
      from: this.#from,
      where: this.#conditions.length > 0 ? this.#conditions.join(" AND ") : "1",
      orderBy,
      values: this.#values,
    };
  }
}

/** Orders that an index of `images` holds; `class` comes from the classes' own order, see `pageOfImages`. */
const COLUMN_ORDERS: Partial<Record<Order, string>> = {
  name: "i.file_name COLLATE NOCASE, i.id",
  "name-descending": "i.file_name COLLATE NOCASE DESC, i.id DESC",
  "added-descending": "i.id DESC",
  "file-size": "i.size_bytes, i.id",
  "file-size-descending": "i.size_bytes DESC, i.id DESC",
  pixels: "i.width * i.height, i.id",
  "pixels-descending": "i.width * i.height DESC, i.id DESC",
  brightness: "i.brightness, i.id",
  "brightness-descending": "i.brightness DESC, i.id DESC",
  sharpness: "i.sharpness, i.id",
  "sharpness-descending": "i.sharpness DESC, i.id DESC",
  suspicious: "p.label_probability, i.id",
};

function orderBySql(
  { order, ranking, finding }: ImageFilter,
  hasRun: boolean,
): string {
  if (order !== undefined) {
    const column = COLUMN_ORDERS[order];
    if (column !== undefined) return column;
    if (order === "finding" && finding !== undefined) {
      return "f.score DESC, i.id";
    }
    if (hasRun && order === "confidence-descending") {
      return "p.confidence DESC NULLS LAST, i.id";
    }
    if (hasRun && order === "confidence-ascending") {
      return "p.confidence ASC NULLS LAST, i.id";
    }
  }
  return order === undefined && ranking !== undefined ? "r.rank, i.id" : "i.id";
}
