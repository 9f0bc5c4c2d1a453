import type { DatabaseSync } from "node:sqlite";

import type { ImageFilter, ImageRow } from "#api/datasets.ts";

import { filterSql } from "./image-filter.ts";
import type { FilterFacts, FilterSql } from "./image-filter.ts";
import { orderBySql } from "./image-order.ts";
import { toImageRow } from "./index-rows.ts";
import type { KnownAnswers } from "./known-answers.ts";
import { readClasses, unlabelledClassId } from "./read-data-set.ts";
import { imagesOfFindings } from "./read-findings.ts";
import { preparedOnce } from "./statements.ts";

/** Of a text, as a card shows it. */
const SHOWN_CHARACTERS = 400;
/** A name that more pictures have than this is found faster by reading all names. */
const COMMON = 20_000;
/** So many are sorted faster than an index of all pictures is walked. */
const FEW = 50_000;

/** Questions of a filter about pictures; counts are remembered until the data change. */
export interface ImageFinder {
  count(filter: ImageFilter): number;
  /** Rows as the grid shows them, and how many there are in all. */
  page(
    filter: ImageFilter,
    offset: number,
    limit: number,
  ): { total: number; images: ImageRow[] };
  ids(filter: ImageFilter): number[];
}

export function imageFinder(
  database: DatabaseSync,
  known: KnownAnswers,
): ImageFinder {
  const facts: FilterFacts = {
    get unlabelledClassId() {
      return known("unlabelled", () => unlabelledClassId(database));
    },
    get hasTexts() {
      return known("texts", () => hasRow(database, "texts"));
    },
    isCommon: (pattern) =>
      known(`common ${pattern}`, () => isCommonName(database, pattern)),
    foundBy: (check) =>
      known(`found by ${check}`, () =>
        JSON.stringify(imagesOfFindings(database, check)),
      ),
  };
  const toSql = (filter: ImageFilter) => filterSql(filter, facts);

  function count(filter: ImageFilter): number {
    const { order: _, ...rest } = filter;
    return known(`count ${JSON.stringify(rest)}`, () => {
      const { from, where, values } = toSql(rest);
      const row = database
        .prepare(`SELECT count(*) AS n FROM ${from} WHERE ${where}`)
        .get(values);
      return Number(row?.["n"]);
    });
  }

  /** Ids of a page; the far half of a list is walked from its end. */
  function idsOfPage(
    filter: ImageFilter,
    offset: number,
    limit: number,
  ): number[] {
    const total = count(filter);
    const length = Math.min(limit, total - offset);
    if (length <= 0) return [];
    const isFar = offset > total / 2;
    const sql = toSql(filter);
    const ids = selectIds(database, sql, {
      reversed: isFar,
      sorts: total <= FEW && asksForLists(filter),
      offset: isFar ? total - offset - length : offset,
      limit: length,
    });
    return isFar ? ids.toReversed() : ids;
  }

  /** In the order of the classes: page by page of each class that the page touches. */
  function idsByClass(
    filter: ImageFilter,
    offset: number,
    limit: number,
  ): number[] {
    const { order: _, ...rest } = filter;
    const wanted = filter.classIds && new Set(filter.classIds);
    const ids: number[] = [];
    let before = 0;
    const classes = known("classes", () => readClasses(database));
    for (const { id } of classes) {
      if (wanted && !wanted.has(id)) continue;
      const ofClass = { ...rest, classIds: [id] };
      const first = Math.max(0, offset - before);
      before += count(ofClass);
      ids.push(...idsOfPage(ofClass, first, limit - ids.length));
      if (ids.length >= limit) break;
    }
    return ids;
  }

  return {
    count,
    page(filter, offset, limit) {
      const find = filter.order === "class" ? idsByClass : idsOfPage;
      return {
        total: count(filter),
        images: rowsOfImages(
          database,
          find(filter, offset, limit),
          filter.runId ?? null,
        ),
      };
    },
    ids: (filter) =>
      filter.order === "class"
        ? idsByClass(filter, 0, Number.MAX_SAFE_INTEGER)
        : selectIds(database, toSql(filter)),
  };
}

/** Whether lists of wanted pictures are what finds them, and not the indexes that hold the orders. */
function asksForLists(filter: ImageFilter): boolean {
  return (
    filter.attributes !== undefined || filter.predictedClassIds !== undefined
  );
}

function selectIds(
  database: DatabaseSync,
  { from, where, order, id, values }: FilterSql,
  page: {
    reversed: boolean;
    sorts: boolean;
    offset: number;
    limit: number;
  } = {
    reversed: false,
    sorts: false,
    offset: 0,
    limit: -1,
  },
): number[] {
  return database
    .prepare(
      `SELECT ${id} AS id FROM ${from} WHERE ${where} ORDER BY ${orderBySql(order, page)} LIMIT $limit OFFSET $offset`,
    )
    .all({ ...values, limit: page.limit, offset: page.offset })
    .map((row) => Number(row["id"]));
}

function rowsOfImages(
  database: DatabaseSync,
  ids: readonly number[],
  runId: string | null,
): ImageRow[] {
  return preparedOnce(
    database,
    `SELECT i.id, i.file_name, i.class_id, i.split, i.excluded, i.width, i.height, p.predicted_class_id, p.confidence,
       substr(t.text, 1, ${SHOWN_CHARACTERS}) AS beginning
     FROM json_each($ids) AS j JOIN images AS i ON i.id = j.value LEFT JOIN texts AS t ON t.image_id = i.id
     LEFT JOIN predictions AS p ON p.run_id = $runId AND p.image_id = i.id ORDER BY j.key`,
  )
    .all({ ids: JSON.stringify(ids), runId })
    .map(toImageRow);
}

function isCommonName(database: DatabaseSync, pattern: string): boolean {
  const row = database
    .prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM image_names WHERE file_name LIKE ? LIMIT ${COMMON})`,
    )
    .get(pattern);
  return Number(row?.["n"]) >= COMMON;
}

function hasRow(database: DatabaseSync, table: string): boolean {
  return database.prepare(`SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined;
}
