import { posix } from "node:path";

import type { FolderFacts } from "#engine/datasets/layout.ts";
import { looksLikePicture } from "#engine/datasets/scan.ts";
import type { ScanEntry } from "#engine/datasets/scan.ts";

import {
  addCandidate,
  annotationFolders,
  candidateFolder,
  liesIn,
} from "./annotations.ts";
import type { Candidates } from "./annotations.ts";
import { folderOf, isManifest, isTextFile, stemOf } from "./file-kinds.ts";
import { NameIndex } from "./name-index.ts";

/** What the names of a source's files say. Its size grows with the folders; of each file it keeps some bytes. */
export interface SourceFacts {
  /** Files in all. */
  readonly files: number;
  /** With the pictures in each by their names, without those in folders of masks. */
  readonly folders: readonly FolderFacts[];
  /** With the texts in each (`.txt`). */
  readonly textFolders: readonly FolderFacts[];
  readonly pictures: number;
  /** Without those that have the name of a picture. */
  readonly texts: number;
  /** Relative paths of tables (`.csv`, `.tsv`, `.jsonl`), the first 10,000. */
  readonly tables: readonly string[];
  /** Paths of all files. */
  readonly names: NameIndex;
  /** Paths, and with a leading `/` bare names, of pictures without their endings. */
  readonly stems: NameIndex;
  readonly annotationFolders: ReadonlySet<string>;
  /** Whether the walk came to its end. */
  readonly isComplete: boolean;
}

const MOST_TABLES = 10_000;

/**
 * Walks through a source once and counts what is in it, by names alone. A million files take some 100 MB.
 * @param options.onFile after every file, with how many there were
 * @param options.isEnough asked after every file; true ends the walk before its end
 * @throws what the walk throws
 */
export async function collectFacts(
  entries: AsyncIterable<ScanEntry>,
  options: {
    onFile?: (files: number) => void;
    isEnough?: (files: number) => boolean;
  } = {},
): Promise<SourceFacts> {
  const facts = new Collector();
  for await (const entry of entries) {
    if (entry.kind === "folder") facts.addFolder(entry.path);
    if (entry.kind !== "file") continue;
    facts.addFile(entry.path);
    options.onFile?.(facts.files);
    if (options.isEnough?.(facts.files)) return facts.result(false);
  }
  return facts.result(true);
}

class Collector {
  files = 0;
  #twins = 0;
  readonly #pictures = new Map<string, number>([["", 0]]);
  readonly #texts = new Map<string, number>();
  readonly #tables: string[] = [];
  readonly #names = new NameIndex();
  readonly #stems = new NameIndex();
  /** Bare names of texts whose picture was not seen yet. */
  readonly #textStems = new NameIndex();
  readonly #candidates: Candidates = new Map();

  addFolder(path: string): void {
    addTo(this.#pictures, path, 0);
  }

  addFile(path: string): void {
    this.files++;
    this.#names.add(path);
    if (!isManifest(path)) addCandidate(this.#candidates, path);
    const name = `/${stemOf(posix.basename(path))}`;
    if (isTextFile(path)) {
      addTo(this.#texts, folderOf(path), 1);
      if (this.#stems.has(name)) this.#twins++;
      else this.#textStems.add(name);
    } else if (looksLikePicture(path)) {
      addTo(this.#pictures, folderOf(path), 1);
      // What may be a mask is not what others are the masks of.
      if (candidateFolder(path) !== null) return;
      this.#stems.add(stemOf(path));
      if (this.#stems.add(name) && this.#textStems.has(name)) this.#twins++;
    } else if (isManifest(path) && this.#tables.length < MOST_TABLES) {
      this.#tables.push(path);
    }
  }

  result(isComplete: boolean): SourceFacts {
    const all = toFolders(this.#pictures);
    const masks = annotationFolders(this.#candidates, all, this.#stems);
    const folders = all.filter(({ path }) => !liesIn(`${path}/`, masks));
    const textFolders = toFolders(this.#texts);
    return {
      files: this.files,
      folders,
      textFolders,
      pictures: sum(folders),
      texts: sum(textFolders) - this.#twins,
      tables: this.#tables,
      names: this.#names,
      stems: this.#stems,
      annotationFolders: masks,
      isComplete,
    };
  }
}

function addTo(
  counts: Map<string, number>,
  folder: string,
  count: number,
): void {
  counts.set(folder, (counts.get(folder) ?? 0) + count);
}

function toFolders(counts: ReadonlyMap<string, number>): FolderFacts[] {
  return [...counts].map(([path, pictures]) => ({ path, pictures }));
}

function sum(folders: readonly FolderFacts[]): number {
  return folders.reduce((total, { pictures }) => total + pictures, 0);
}
