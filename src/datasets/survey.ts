import { stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";

import type { DataKind, Split } from "#api/base.ts";
import { StudioError } from "#engine/base/errors.ts";

import { folderOf } from "./import-file.ts";
import type { ImportRequest } from "./import-types.ts";
import { recognizeLayout } from "./layout.ts";
import type { FolderFacts, Layout } from "./layout.ts";
import { looksLikePicture, scanFolder } from "./scan.ts";
import { sideOfName } from "./split-names.ts";

/** A CSV or TSV file of texts and their classes. */
export interface TableFile {
  /** Absolute. */
  readonly path: string;
  /** Below the imported folder, with `/`; empty when the file itself was named. */
  readonly name: string;
  /** The side that its name stands for (`train.csv`), or null. */
  readonly split: Split | null;
}

/** What a folder or file turned out to hold. */
export type Survey =
  | {
      readonly kind: DataKind;
      readonly layout: Layout;
      /** Files in all. */
      readonly files: number;
    }
  | { readonly kind: "texts"; readonly tables: readonly TableFile[] };

export type SurveyRequest = Pick<
  ImportRequest,
  "projectDirectory" | "signal" | "onProgress"
>;

/** Between two reports of progress. */
const PROGRESS_INTERVAL_MS = 100;

/**
 * Finds out by the names of files what there is to import: pictures or texts (`.txt`) in class folders, whichever are more, or tables
 * of texts (`.csv`, `.tsv`). Nothing is read.
 * @param source absolute path of a folder, or of a table
 * @throws StudioError `dataset/folder-not-found`, `dataset/no-images`, `dataset/no-class-folders` …; CancelledError
 */
export async function surveySource(
  source: string,
  request: SurveyRequest,
): Promise<Survey> {
  if (isTable(source) && (await isFile(source))) {
    return { kind: "texts", tables: [{ path: source, name: "", split: null }] };
  }
  const pictures = new Map<string, number>();
  const texts = new Map<string, number>();
  const tables: string[] = [];
  const report = everyInterval(request, "Looking through the folder", "files");
  let files = 0;
  for await (const entry of scan(source, request)) {
    if (entry.kind === "folder") {
      pictures.set(entry.path, 0);
      texts.set(entry.path, 0);
    }
    if (entry.kind !== "file") continue;
    files++;
    const folder = folderOf(entry.path);
    const counts = isTextFile(entry.path) ? texts : pictures;
    if (counts === texts || looksLikePicture(entry.path)) {
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    } else if (isTable(entry.path)) tables.push(entry.path);
    report(files);
  }
  const [pictureCount, textCount] = [sum(pictures), sum(texts)];
  if (tables.length > 0 && pictureCount === 0 && !hasClasses(texts)) {
    return {
      kind: "texts",
      tables: tables.map((name) => toTable(source, name)),
    };
  }
  const kind = textCount > pictureCount ? "texts" : "images";
  const folders = kind === "texts" ? texts : pictures;
  const layout = recognizeLayout(toFacts(folders), NOUNS[kind]);
  return { kind, layout, files };
}

/** What one item, and several, are called in sentences. */
export const NOUNS = {
  images: { one: "picture", several: "pictures" },
  texts: { one: "text", several: "texts" },
} as const satisfies Record<DataKind, { one: string; several: string }>;

/** A data set is of one kind. @throws StudioError `dataset/other-kind` */
export async function settleKind(
  { reader, emit }: Pick<ImportRequest, "reader" | "emit">,
  kind: DataKind,
): Promise<void> {
  const known = reader.kind();
  if (known === kind) return;
  if (reader.count({ excluded: "any" }) > 0) {
    throw new StudioError(
      "dataset/other-kind",
      `Expected ${NOUNS[known].several}, which this project is made of. Received: ${NOUNS[kind].several}. Make another project for them.`,
    );
  }
  await emit("setDataKind", { kind });
}

export function scan(source: string, request: SurveyRequest) {
  return scanFolder(source, {
    skip: [request.projectDirectory],
    ...(request.signal ? { signal: request.signal } : {}),
  });
}

export function everyInterval(
  { onProgress }: Pick<SurveyRequest, "onProgress">,
  phase: string,
  unit: string,
  total?: number,
): (done: number) => void {
  let next = 0;
  return (done) => {
    const now = performance.now();
    if (now < next && done !== total) return;
    next = now + PROGRESS_INTERVAL_MS;
    const known = total === undefined ? {} : { total };
    onProgress?.({ phase, done, ...known, unit });
  };
}

/** Whether a file is a text of its own, by its name. */
export function isTextFile(path: string): boolean {
  return extname(path).toLowerCase() === ".txt";
}

/** Whether a file is a table, by its name. */
export function isTable(path: string): boolean {
  return [".csv", ".tsv"].includes(extname(path).toLowerCase());
}

function toTable(source: string, name: string): TableFile {
  const side = sideOfName(basename(name, extname(name)));
  return {
    path: resolve(source, name),
    name,
    split: side === "evaluation" ? "test" : (side ?? null),
  };
}

function hasClasses(texts: ReadonlyMap<string, number>): boolean {
  return [...texts].some(([folder, count]) => folder !== "" && count > 0);
}

function toFacts(counts: ReadonlyMap<string, number>): FolderFacts[] {
  return [...counts].map(([path, pictures]) => ({ path, pictures }));
}

function sum(counts: ReadonlyMap<string, number>): number {
  let total = 0;
  for (const count of counts.values()) total += count;
  return total;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (facts) => facts.isFile(),
    () => false,
  );
}
