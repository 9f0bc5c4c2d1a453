import type { ImageFilter } from "#api/datasets.ts";

import { imageOrder } from "./image-order.ts";
import type { OrderTerm } from "./image-order.ts";
import { BASELINE_RUN_ID } from "./index-types.ts";

/** A filter as SQL over `images AS i`, `predictions AS p` where it speaks of a run, or both. */
export interface FilterSql {
  readonly from: string;
  readonly where: string;
  readonly order: readonly OrderTerm[];
  /** The column of the picture's id. */
  readonly id: string;
  /** Values of the named parameters. */
  readonly values: Readonly<Record<string, string | number>>;
}

/** What decides how a question is best put. */
export interface FilterFacts {
  readonly unlabelledClassId: number | null;
  readonly hasTexts: boolean;
  /** Whether so many names have this pattern that reading all names is faster than looking it up. */
  readonly isCommon: (pattern: string) => boolean;
  /** Ids of the pictures of a check's open findings, the worst first, as JSON. */
  readonly foundBy: (check: string) => string;
}

/** Least letters that the index of parts of names can look up. */
const TRIGRAM = 3;

/**
 * Translates the contract's filter. Where it asks what a run predicted (`predictedClassIds`, `correct`), `classIds` and `splits` are
 * those at prediction time, so that a cell of a confusion matrix opens exactly the pictures that it counts.
 * Only pictures with a prediction can be asked for, or put in order, by it.
 */
export function filterSql(filter: ImageFilter, facts: FilterFacts): FilterSql {
  const ofPredictions =
    filter.predictedClassIds !== undefined || filter.correct !== undefined;
  const ofRun =
    ofPredictions ||
    filter.confidence !== undefined ||
    filter.order === "suspicious" ||
    (filter.runId !== undefined &&
      (filter.order?.startsWith("confidence") ?? false));
  const needsImages =
    !ofRun || asksForImages(filter) || (!ofPredictions && hasLabels(filter));
  const id = needsImages ? "i.id" : "p.image_id";
  const sql = new FilterBuilder();
  if (needsImages) addImages(sql, filter, facts);
  if (ofRun) {
    // Alone, the run's own indexes answer and no picture is looked up.
    if (needsImages) sql.from("JOIN predictions AS p ON p.image_id = i.id");
    else sql.from("predictions AS p");
    sql.equal("p.run_id", "runId", filter.runId ?? BASELINE_RUN_ID);
  }
  const label = ofPredictions ? "p.actual_class_id" : "i.class_id";
  sql.list(label, "classIds", filter.classIds);
  sql.list(ofPredictions ? "p.split" : "i.split", "splits", filter.splits);
  sql.list("p.predicted_class_id", "predicted", filter.predictedClassIds);
  if (filter.correct !== undefined) {
    // Written out, because the index of mistakes is one of this condition.
    sql.where(`p.correct = ${filter.correct ? 1 : 0}`);
  }
  if (filter.confidence !== undefined) {
    const [least, most] = filter.confidence;
    sql.where("p.confidence BETWEEN $least AND $most", { least, most });
  }
  // A cell of a matrix counts what was predicted, whatever was excluded or labelled since.
  if (!ofPredictions) {
    addLabelled(sql, filter, facts, needsImages);
    if ((filter.excluded ?? "no") === "no") {
      sql.where(
        needsImages
          ? "i.excluded = 0"
          : "p.image_id NOT IN (SELECT id FROM images WHERE excluded = 1)",
      );
    }
  }
  if (filter.excluded === "only") sql.where("i.excluded = 1");
  if (filter.search) addSearch(sql, filter.search, facts);
  sql.list(id, "imageIds", filter.imageIds);
  addAttributes(sql, filter.attributes);
  return sql.build(imageOrder(filter, id), id);
}

/** Whether it asks for what only `images` knows, besides labels. */
function asksForImages(filter: ImageFilter): boolean {
  return (
    filter.excluded === "only" ||
    filter.labelled === "no" ||
    Boolean(filter.search) ||
    filter.attributes !== undefined ||
    filter.finding !== undefined ||
    filter.ranking !== undefined
  );
}

function hasLabels({ classIds, splits }: ImageFilter): boolean {
  return classIds !== undefined || splits !== undefined;
}

/** Pictures, or first the shorter list that they are looked up from. */
function addImages(
  sql: FilterBuilder,
  { finding, ranking }: ImageFilter,
  { foundBy }: FilterFacts,
): void {
  if (finding !== undefined) {
    sql.from(
      "json_each($found) AS f CROSS JOIN images AS i ON i.id = f.value",
      {
        found: foundBy(finding),
      },
    );
    if (ranking !== undefined) {
      sql.from("JOIN rankings AS r ON r.image_id = i.id");
    }
  } else if (ranking === undefined) {
    sql.from("images AS i");
  } else {
    sql.from("rankings AS r CROSS JOIN images AS i ON i.id = r.image_id");
  }
  if (ranking !== undefined) sql.equal("r.list", "ranking", ranking);
}

function addLabelled(
  sql: FilterBuilder,
  { labelled = "yes", classIds }: ImageFilter,
  { unlabelledClassId }: FilterFacts,
  needsImages: boolean,
): void {
  if (labelled === "no") {
    sql.where(
      unlabelledClassId === null ? "0" : `i.class_id = ${unlabelledClassId}`,
    );
  } else if (labelled === "yes" && unlabelledClassId !== null && !classIds) {
    const label = needsImages ? "i.class_id" : "p.actual_class_id";
    sql.where(`${label} <> ${unlabelledClassId}`);
  }
}

function addSearch(
  sql: FilterBuilder,
  search: string,
  { hasTexts, isCommon }: FilterFacts,
): void {
  const pattern = `%${search.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
  const exact = String.raw`i.file_name LIKE $search ESCAPE '\'`;
  if (hasTexts) {
    sql.where(
      String.raw`(${exact} OR i.id IN (SELECT image_id FROM texts WHERE text LIKE $search ESCAPE '\'))`,
      { search: pattern },
    );
    return;
  }
  sql.where(exact, { search: pattern });
  // Looked up without escapes, which finds a few too many.
  const loose = `%${search}%`;
  const canLookUp = search
    .split(/[%_]/)
    .some((part) => [...part].length >= TRIGRAM);
  if (canLookUp && !isCommon(loose)) {
    sql.where(
      "i.id IN (SELECT rowid FROM image_names WHERE file_name LIKE $loose)",
      { loose },
    );
  }
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

type Values = Readonly<Record<string, string | number>>;

class FilterBuilder {
  readonly #sources: string[] = [];
  readonly #conditions: string[] = [];
  readonly #values: Record<string, string | number> = {};

  from(source: string, values: Values = {}): void {
    this.#sources.push(source);
    Object.assign(this.#values, values);
  }

  where(condition: string, values: Values = {}): void {
    this.#conditions.push(condition);
    Object.assign(this.#values, values);
  }

  equal(column: string, name: string, value: string | number): void {
    this.where(`${column} = $${name}`, { [name]: value });
  }

  /** An empty list means that nothing is wanted, no list means everything. */
  list(
    column: string,
    name: string,
    list: readonly (string | number)[] | undefined,
  ): void {
    if (list === undefined) return;
    const [only] = list;
    if (only === undefined) this.where("0");
    else if (list.length === 1) this.equal(column, name, only);
    else {
      this.where(`${column} IN (SELECT value FROM json_each($${name}))`, {
        [name]: JSON.stringify(list),
      });
    }
  }

  build(order: readonly OrderTerm[], id: string): FilterSql {
    return {
      from: this.#sources.join(" "),
      where: this.#conditions.length > 0 ? this.#conditions.join(" AND ") : "1",
      order,
      id,
      values: this.#values,
    };
  }
}
