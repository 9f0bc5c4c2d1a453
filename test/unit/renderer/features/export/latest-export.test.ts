import { describe, expect, it } from "vitest";

import type { ExportReport } from "#api/results.ts";
import { latestOf } from "#renderer/features/export/latest-export.ts";

function report(
  id: string,
  createdAt: string,
  formats: readonly ("onnx" | "tfjs")[],
): ExportReport {
  return {
    id,
    runId: "r1",
    createdAt,
    directory: `/exports/${id}`,
    formats: formats.map((format) => ({
      format,
      directory: `/exports/${id}/${format}`,
      sizeBytes: 1,
      files: [],
      parity: [],
      snippet: { language: "python", code: "" },
    })),
  };
}

describe("latestOf", () => {
  const reports = [
    report("first", "2026-11-01T10:00:00.000Z", ["onnx", "tfjs"]),
    report("third", "2026-11-03T10:00:00.000Z", ["tfjs"]),
    report("second", "2026-11-02T10:00:00.000Z", ["onnx"]),
  ];

  it("finds the newest of each format and counts those before it", () => {
    expect(latestOf(reports, "onnx")).toMatchObject({ id: "second", older: 1 });
    expect(latestOf(reports, "tfjs")).toMatchObject({ id: "third", older: 1 });
  });

  it("is null when a format was never exported", () => {
    expect(latestOf([], "onnx")).toBeNull();
  });
});
