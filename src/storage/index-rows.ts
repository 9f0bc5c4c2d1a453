import type { Split } from "#api/base.ts";
import type { ImageRow } from "#api/datasets.ts";

import type { FindingRow } from "./data-room-types.ts";
import type {
  PredictionRow,
  ProblemRow,
  RunRow,
  RunStatus,
  StoredImage,
} from "./index-types.ts";

// From a row as SQLite gives it to a row as the engine has it.

type SqlRow = Readonly<Record<string, unknown>>;

export const IMAGE_COLUMNS =
  "i.id, i.root_id, i.path, i.sha256, i.size_bytes, i.modified_ms, i.width, i.height, i.orientation, i.format, i.details, i.class_id, i.given_split, i.split, i.excluded, i.added_at";

export function toStoredImage(row: SqlRow): StoredImage {
  return {
    id: Number(row["id"]),
    rootId: Number(row["root_id"]),
    path: String(row["path"]),
    sha256: String(row["sha256"]),
    sizeBytes: Number(row["size_bytes"]),
    modifiedMs: Number(row["modified_ms"]),
    width: Number(row["width"]),
    height: Number(row["height"]),
    orientation: Number(row["orientation"]),
    format: String(row["format"]),
    details: parseJson(row["details"]) as StoredImage["details"],
    classId: Number(row["class_id"]),
    givenSplit: row["given_split"] as Split | null,
    split: row["split"] as Split | null,
    excluded: row["excluded"] === 1,
    addedAt: String(row["added_at"]),
  };
}

export function toImageRow(row: SqlRow): ImageRow {
  return {
    id: Number(row["id"]),
    fileName: String(row["file_name"]),
    classId: Number(row["class_id"]),
    split: row["split"] as Split | null,
    excluded: row["excluded"] === 1,
    width: Number(row["width"]),
    height: Number(row["height"]),
    predictedClassId: (row["predicted_class_id"] ?? null) as number | null,
    confidence: (row["confidence"] ?? null) as number | null,
    text: row["beginning"] as string | null,
  };
}

export function toProblemRow(row: SqlRow): ProblemRow {
  return {
    id: Number(row["id"]),
    rootId: Number(row["root_id"]),
    path: String(row["path"]),
    code: String(row["code"]),
    message: String(row["message"]),
    severity: row["severity"] as ProblemRow["severity"],
    sizeBytes: row["size_bytes"] as number | null,
    modifiedMs: row["modified_ms"] as number | null,
    sha256: row["sha256"] as string | null,
  };
}

export function toRunRow(row: SqlRow): RunRow {
  return {
    id: String(row["id"]),
    name: String(row["name"]),
    createdAt: String(row["created_at"]),
    status: row["status"] as RunStatus,
    config: parseJson(row["config"]),
    metrics: parseJson(row["metrics"]),
    deleted: row["deleted"] === 1,
  };
}

export function toPredictionRow(row: SqlRow): PredictionRow {
  // A copy, because the bytes that SQLite gives need not be aligned to four.
  const bytes = Uint8Array.from(row["probabilities"] as Uint8Array);
  return {
    runId: String(row["run_id"]),
    imageId: Number(row["image_id"]),
    split: row["split"] as Split | null,
    actualClassId: Number(row["actual_class_id"]),
    predictedClassId: Number(row["predicted_class_id"]),
    confidence: Number(row["confidence"]),
    labelProbability: Number(row["label_probability"]),
    correct: row["correct"] === 1,
    probabilities: new Float32Array(bytes.buffer),
  };
}

export function toFindingRow(row: SqlRow): FindingRow {
  return {
    id: Number(row["id"]),
    check: String(row["check_id"]),
    imageId: Number(row["image_id"]),
    otherImageId: row["other_image_id"] as number | null,
    score: Number(row["score"]),
    details: parseJson(row["details"]),
    state: row["state"] as FindingRow["state"],
    groupId: row["group_id"] as number | null,
    classId: row["class_id"] as number | null,
    split: row["split"] as Split | null,
    otherClassId: row["other_class_id"] as number | null,
    otherSplit: row["other_split"] as Split | null,
  };
}

function parseJson(text: unknown): unknown {
  return JSON.parse(String(text));
}
