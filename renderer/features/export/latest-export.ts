import type { ExportFormat, ExportReport } from "#api/results.ts";

/** The newest export in one format, and how many there were before it. */
export interface LatestExport {
  readonly id: string;
  readonly createdAt: string;
  readonly older: number;
  readonly content: ExportReport["formats"][number];
}

/** Newest by time, whatever the order of the reports; null when there is none. */
export function latestOf(
  reports: readonly ExportReport[],
  format: ExportFormat,
): LatestExport | null {
  const found = reports
    .flatMap((report) =>
      report.formats
        .filter((content) => content.format === format)
        .map((content) => ({
          id: report.id,
          createdAt: report.createdAt,
          content,
        })),
    )
    .toSorted(
      (first, second) =>
        Date.parse(second.createdAt) - Date.parse(first.createdAt),
    );
  const [latest] = found;
  return latest === undefined ? null : { ...latest, older: found.length - 1 };
}
