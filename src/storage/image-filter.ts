import type { ImageFilter } from "#api/datasets.ts";

import { BASELINE_RUN_ID } from "./index-types.ts";

/** A filter as SQL over `images AS i`, and `predictions AS p` where the filter speaks of a run. */
export interface FilterSql {
  readonly from: string;
  readonly where: string;
  readonly orderBy: string;
  /** Values of the named parameters. */
  readonly values: Record<string, string | number>;
}

/**
 * Translates the contract's filter. Where it asks what a run predicted (`predictedClassIds`, `correct`), `classIds` and `splits` are
 * those at prediction time, so that a cell of a confusion matrix opens exactly the pictures that it counts.
 */
export function filterSql(filter: ImageFilter): FilterSql {
  const ofPredictions =
    filter.predictedClassIds !== undefined || filter.correct !== undefined;
  const needsRun = ofPredictions || filter.order === "suspicious";
  const runId = filter.runId ?? (needsRun ? BASELINE_RUN_ID : undefined);
  const values: Record<string, string | number> = {};
  const conditions: string[] = [];
  const add = (condition: string, name: string, value: string | number) => {
    conditions.push(condition);
    values[name] = value;
  };
  const addList = (
    column: string,
    name: string,
    list: readonly (string | number)[] | undefined,
  ) => {
    const [only] = list ?? [];
    if (list === undefined || only === undefined) {
      // An empty list means that nothing is wanted, no list means everything.
      if (list !== undefined) conditions.push("0");
    } else if (list.length === 1) {
      add(`${column} = $${name}`, name, only);
    } else {
      const source = `(SELECT value FROM json_each($${name}))`;
      add(`${column} IN ${source}`, name, JSON.stringify(list));
    }
  };

  const excluded = filter.excluded ?? "no";
  // A cell of a matrix counts what was predicted, whatever was excluded since.
  if (excluded === "only") conditions.push("i.excluded = 1");
  else if (excluded === "no" && !ofPredictions) {
    conditions.push("i.excluded = 0");
  }
  addList(
    ofPredictions ? "p.actual_class_id" : "i.class_id",
    "classIds",
    filter.classIds,
  );
  addList(ofPredictions ? "p.split" : "i.split", "splits", filter.splits);
  addList("p.predicted_class_id", "predicted", filter.predictedClassIds);
  if (filter.correct !== undefined) {
    add("p.correct = $correct", "correct", filter.correct ? 1 : 0);
  }
  if (filter.search) {
    const pattern = `%${filter.search.replaceAll(/[%_\\]/g, "\\$&")}%`;
    add(
      "(i.file_name LIKE $search ESCAPE '\\' OR EXISTS (SELECT 1 FROM texts AS t WHERE t.image_id = i.id AND t.text LIKE $search ESCAPE '\\'))",
      "search",
      pattern,
    );
  }
  let from = "images AS i";
  if (runId !== undefined) {
    // Only pictures with a prediction can be asked for, or put in order, by it.
    const join = needsRun ? "JOIN" : "LEFT JOIN";
    from += ` ${join} predictions AS p ON p.run_id = $runId AND p.image_id = i.id`;
    values["runId"] = runId;
  }
  return {
    from,
    where: conditions.length > 0 ? conditions.join(" AND ") : "1",
    orderBy: orderBySql(filter),
    values,
  };
}

function orderBySql({ order, runId }: ImageFilter): string {
  if (order === "name") return "i.file_name COLLATE NOCASE, i.id";
  if (order === "suspicious") return "p.label_probability, i.id";
  if (runId !== undefined && order === "confidence-descending") {
    return "p.confidence DESC NULLS LAST, i.id";
  }
  if (runId !== undefined && order === "confidence-ascending") {
    return "p.confidence ASC NULLS LAST, i.id";
  }
  return "i.id";
}
