import { z } from "zod";

import { StudioError } from "#engine/base/errors.ts";

/** The version of project.json and of the folder around it that this program writes. */
const PROJECT_FORMAT_VERSION = 1;

const ProjectManifestSchema = z.object({
  format: z.literal("convolve-project"),
  formatVersion: z.literal(PROJECT_FORMAT_VERSION),
  name: z.string().min(1),
  /** ISO 8601. */
  createdAt: z.string(),
  /** The program that made the project. */
  createdBy: z.string(),
  settings: z.object({
    /** Bytes; null: the smaller of 20 GB and a fifth of the free disk. */
    cacheBudgetBytes: z.number().positive().nullable(),
  }),
});
export type ProjectManifest = z.infer<typeof ProjectManifestSchema>;

/** Brings a manifest of version `from` to `from + 1`. */
interface Migration {
  readonly from: number;
  migrate(manifest: Record<string, unknown>): Record<string, unknown>;
}

/** In order; empty as long as there is only one version. */
const MIGRATIONS: readonly Migration[] = [];

/** The manifest of a new project. */
export function newManifest(name: string, now: Date): ProjectManifest {
  return {
    format: "convolve-project",
    formatVersion: PROJECT_FORMAT_VERSION,
    name,
    createdAt: now.toISOString(),
    createdBy: "Convolve",
    settings: { cacheBudgetBytes: null },
  };
}

/**
 * Reads the text of a project.json of this or an older version.
 * @throws StudioError `project/unreadable`, `project/newer-version`
 */
export function parseManifest(
  text: string,
  path: string,
  migrations: readonly Migration[] = MIGRATIONS,
): ProjectManifest {
  let manifest = parseObject(text, path);
  let version = Number(manifest["formatVersion"]);
  if (manifest["format"] !== "convolve-project" || !Number.isInteger(version)) {
    throw new StudioError(
      "project/unreadable",
      `${path} should be the description of a Convolve project, but it has no format name and version. Choose another folder, or restore the file from a backup.`,
    );
  }
  if (version > PROJECT_FORMAT_VERSION) {
    throw new StudioError(
      "project/newer-version",
      `${path} was written in format ${version} by a newer Convolve; this one reads formats up to ${PROJECT_FORMAT_VERSION}. Update Convolve to open the project.`,
    );
  }
  for (const { from, migrate } of migrations) {
    if (from !== version) continue;
    manifest = { ...migrate(manifest), formatVersion: from + 1 };
    version = from + 1;
  }
  const result = ProjectManifestSchema.safeParse(manifest);
  if (!result.success) {
    throw new StudioError(
      "project/unreadable",
      `${path} is not a valid project description: ${z.prettifyError(result.error).replaceAll("\n", " ")}. Restore the file from a backup.`,
      { cause: result.error },
    );
  }
  return result.data;
}

function parseObject(text: string, path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (cause) {
    throw new StudioError(
      "project/unreadable",
      `${path} should be JSON, but it cannot be read as such. Restore the file from a backup.`,
      { cause },
    );
  }
  throw new StudioError(
    "project/unreadable",
    `${path} should hold a JSON object. Restore the file from a backup.`,
  );
}
