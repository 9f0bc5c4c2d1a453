import { z } from "zod";

import { ExportReportSchema } from "#api/results.ts";
import type { Project } from "#engine/storage/project-types.ts";

export type ExportReport = z.infer<typeof ExportReportSchema>;

/** The document of the index that lists what was exported, newest first. */
const DOCUMENT = "exports";

export function listExports({
  reader,
}: Pick<Project, "reader">): ExportReport[] {
  const stored = z
    .array(ExportReportSchema)
    .safeParse(reader.document(DOCUMENT));
  return stored.success ? stored.data : [];
}

export async function findExport(
  project: Project,
  exportId: string,
): Promise<ExportReport | undefined> {
  return listExports(project).find((report) => report.id === exportId);
}

export async function rememberExport(
  project: Project,
  report: ExportReport,
): Promise<void> {
  await project.writer.execute("setDocument", {
    name: DOCUMENT,
    value: [report, ...listExports(project)],
  });
}
