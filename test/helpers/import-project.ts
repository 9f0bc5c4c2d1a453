import { join } from "node:path";

import { onTestFinished } from "vitest";

import { importFolder } from "#engine/datasets/import.ts";
import type { Emit, ImportRequest } from "#engine/datasets/import-types.ts";
import { createProject } from "#engine/storage/project.ts";
import type { Project } from "#engine/storage/project-types.ts";

import { writePictures } from "./picture-folder.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A new project that is closed when the test has finished. */
export async function testProject(): Promise<Project> {
  const directory = join(await temporaryFolder(), "test.convolve");
  const project = await createProject(directory, { name: "test" });
  onTestFinished(() => project.close());
  return project;
}

/** Imports a folder into a project as a job would, in this process. */
export function importInto(
  project: Project,
  source: string,
  changes: Partial<ImportRequest> = {},
) {
  return importFolder({
    projectDirectory: project.directory,
    source,
    copy: false,
    reader: project.reader,
    emit: emitTo(project),
    threads: 2,
    ...changes,
  });
}

export function emitTo(project: Project): Emit {
  return (command, params) => project.writer.execute(command, params);
}

/** Writes files into a new folder, see `writePictures`, and imports it into a new project. */
export async function importFiles(
  files: Readonly<Record<string, number | Uint8Array | string>>,
) {
  const source = await temporaryFolder();
  await writePictures(source, files);
  const project = await testProject();
  return { source, project, result: await importInto(project, source) };
}

/** What was said of which file. */
export function codesByPath(
  remarks: readonly { readonly path: string; readonly code: string }[],
): Record<string, string> {
  return Object.fromEntries(remarks.map(({ path, code }) => [path, code]));
}
