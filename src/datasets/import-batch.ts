import { access } from "node:fs/promises";

import type { Split } from "#api/base.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type {
  ImageMove,
  NewImage,
  NewProblem,
  StoredImage,
} from "#engine/storage/index-types.ts";
import type { ShardWriter } from "#engine/storage/packed-shards.ts";

import type { FoundItem, SkippedFile, Verdict } from "./found-item.ts";
import type { Emit, FileRemark } from "./import-types.ts";
import { TakenContents } from "./taken-contents.ts";

/** The more was taken already, the larger: writing is cheaper by the many, and a kill loses only a part of what was done. */
const LEAST_BATCH_ROWS = 250;
const MOST_BATCH_ROWS = 2000;
const BATCH_SHARE = 1 / 8;
/** Large pictures do not wait for so many others. */
const BATCH_MS = 1000;

/** Where the same content already is. */
interface Kept {
  readonly rootId: number;
  readonly path: string;
  /** Names of its class: as it is called now, and as its folder was called; none for a picture that is still to be labelled. */
  readonly classNames: readonly string[];
  readonly split: Split | null;
  /** In the index, or only in the batch that is not confirmed yet. */
  readonly stored: StoredImage | null;
}

/**
 * Collects what importing found and sends it to the index in batches. Every content is taken once: the first in the order of the
 * calls, so the outcome does not depend on which file was read faster. Never more than two batches are held.
 */
export class ImportBatch {
  readonly #rootId: number;
  readonly #reader: IndexReader;
  readonly #emit: Emit;
  readonly #noun: string;
  readonly #thumbnails: ShardWriter | undefined;
  readonly #classIds = new Map<string, number>();
  readonly #classNames = new Map<number, readonly string[]>();
  #images: (Omit<NewImage, "classId"> & { className: string | null })[] = [];
  #trayId = 0;
  #problems: NewProblem[] = [];
  #moves: ImageMove[] = [];
  /** Many have the same: they are written together. */
  #blobs = new Set<Promise<void>>();
  /** Content that was accepted but may not be visible in the index yet. */
  #pending = new Map<string, Kept>();
  #sending: Promise<void> = Promise.resolve();
  #sentAt = performance.now();
  readonly #taken: TakenContents;
  added = 0;

  constructor(options: {
    rootId: number;
    reader: IndexReader;
    emit: Emit;
    /** What an item is called in remarks. */
    noun: "picture" | "text";
    /** Of pictures. */
    thumbnails?: ShardWriter;
  }) {
    this.#rootId = options.rootId;
    this.#reader = options.reader;
    this.#emit = options.emit;
    this.#noun = options.noun;
    this.#thumbnails = options.thumbnails;
    this.#taken = new TakenContents(options.reader);
  }

  /** Takes an item, or says why its content is not taken again. */
  async addItem(found: FoundItem): Promise<Verdict> {
    const { sha256 } = found.content;
    const kept = this.#pending.get(sha256) ?? this.#storedContent(sha256);
    if (kept && this.#isElsewhere(kept, found)) {
      if (!(await this.#hasMoved(kept)))
        return this.#skipDuplicate(found, kept);
      this.#moves.push({
        imageId: kept.stored?.id ?? 0,
        rootId: this.#rootId,
        path: found.path,
        modifiedMs: found.modifiedMs,
      });
      await this.#sendWhenFull();
      return { kind: "updated" };
    }
    this.#take(found);
    await this.#sendWhenFull();
    return { kind: kept ? "updated" : "added" };
  }

  async addProblem(skipped: SkippedFile): Promise<void> {
    this.#problems.push({
      rootId: this.#rootId,
      path: skipped.path,
      code: skipped.code,
      message: skipped.message,
      severity: "skipped",
      sizeBytes: skipped.sizeBytes,
      modifiedMs: skipped.modifiedMs,
      sha256: null,
    });
    await this.#sendWhenFull();
  }

  /** A remark about a picture that was taken. */
  addNote(found: FoundItem, remark: FileRemark): void {
    this.#problems.push({
      rootId: this.#rootId,
      ...remark,
      severity: "note",
      sizeBytes: found.content.sizeBytes,
      modifiedMs: found.modifiedMs,
      sha256: null,
    });
  }

  /** Sends the rest and waits until everything is confirmed. */
  async finish(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  #storedContent(sha256: string): Kept | undefined {
    const stored = this.#taken.find(sha256);
    return (
      stored && {
        rootId: stored.rootId,
        path: stored.path,
        classNames: this.#namesOf(stored.classId),
        split: stored.givenSplit,
        stored,
      }
    );
  }

  #namesOf(classId: number): readonly string[] {
    let names = this.#classNames.get(classId);
    if (names === undefined) {
      for (const row of this.#reader.classes()) {
        this.#classNames.set(row.id, [row.name, row.folderName ?? row.name]);
      }
      names = this.#classNames.get(classId) ?? [];
    }
    return names;
  }

  #isElsewhere(kept: Kept, found: FoundItem): boolean {
    return kept.rootId !== this.#rootId || kept.path !== found.path;
  }

  /** Whether the file that has this content in the index is gone from its place, or its whole folder is. */
  async #hasMoved({ stored }: Kept): Promise<boolean> {
    if (!stored) return false;
    if (this.#moves.some((move) => move.imageId === stored.id)) return false;
    return access(this.#reader.filePath(stored)).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code === "ENOENT",
    );
  }

  #take(found: FoundItem): void {
    const { facts, sha256, sizeBytes, thumbnail, text } = found.content;
    const { width, height, orientation, format, ...details } = facts;
    this.#images.push({
      rootId: this.#rootId,
      path: found.path,
      sha256,
      sizeBytes,
      modifiedMs: found.modifiedMs,
      width,
      height,
      orientation,
      format,
      details,
      className: found.className,
      givenSplit: found.split,
      ...(found.attributes ? { attributes: found.attributes } : {}),
      ...(text === undefined ? {} : { text }),
    });
    this.#pending.set(sha256, {
      rootId: this.#rootId,
      path: found.path,
      classNames: found.className === null ? [] : [found.className],
      split: found.split,
      stored: null,
    });
    if (thumbnail === undefined) return;
    const written = this.#thumbnails?.put(sha256, thumbnail);
    if (written === undefined || this.#blobs.has(written)) return;
    // Looked at when the batch is sent; until then it must not count as unhandled.
    written.catch(() => undefined);
    this.#blobs.add(written);
  }

  async #skipDuplicate(found: FoundItem, kept: Kept): Promise<Verdict> {
    const remark = {
      path: found.path,
      ...duplicateRemark(found, kept, this.#noun),
    };
    this.#problems.push({
      rootId: this.#rootId,
      ...remark,
      severity: "skipped",
      sizeBytes: found.content.sizeBytes,
      modifiedMs: found.modifiedMs,
      sha256: found.content.sha256,
    });
    await this.#sendWhenFull();
    return { kind: "skipped", ...remark };
  }

  async #sendWhenFull(): Promise<void> {
    const rows =
      this.#images.length + this.#problems.length + this.#moves.length;
    const enough = Math.min(MOST_BATCH_ROWS, BATCH_SHARE * this.added);
    const isFull = rows >= Math.max(LEAST_BATCH_ROWS, enough);
    if (isFull || performance.now() - this.#sentAt > BATCH_MS) {
      await this.#send();
    }
  }

  /** Starts to send what was collected, once the batch before is confirmed. */
  async #send(): Promise<void> {
    await this.#sending;
    const images = this.#images;
    const problems = this.#problems;
    const moves = this.#moves;
    const blobs = this.#blobs;
    const sent = [...this.#pending.keys()];
    this.#sentAt = performance.now();
    if (images.length + problems.length + moves.length === 0) return;
    [this.#images, this.#problems, this.#moves, this.#blobs] = [
      [],
      [],
      [],
      new Set(),
    ];
    const work = async () => {
      await Promise.all(blobs);
      await this.#ensureClasses(images.map((image) => image.className));
      if (moves.length > 0) await this.#emit("movePaths", { moves });
      const rows = images.map(({ className, ...image }) => ({
        ...image,
        classId:
          className === null
            ? this.#trayId
            : (this.#classIds.get(className) ?? 0),
      }));
      const { added } = await this.#emit("addRows", { images: rows, problems });
      this.added += added;
      if (added < rows.length) this.#taken.doubt();
      for (const sha256 of sent) this.#pending.delete(sha256);
    };
    this.#sending = work();
    // Thrown when the next batch waits for it.
    this.#sending.catch(() => undefined);
  }

  async #ensureClasses(names: readonly (string | null)[]): Promise<void> {
    if (this.#trayId === 0 && names.includes(null)) {
      this.#trayId = (await this.#emit("ensureUnlabelled", {})).classId;
    }
    const missing = [...new Set(names)].filter(
      (name): name is string => name !== null && !this.#classIds.has(name),
    );
    if (missing.length === 0) return;
    const { classIds } = await this.#emit("ensureClasses", { names: missing });
    missing.forEach((name, i) => this.#classIds.set(name, classIds[i] ?? 0));
  }
}

function duplicateRemark(
  found: FoundItem,
  kept: Kept,
  noun: string,
): { code: string; message: string } {
  const other = `“${kept.path}”`;
  const { className } = found;
  const [label] = kept.classNames;
  if (className !== null && label === undefined) {
    return {
      code: "dataset/duplicate-unlabelled",
      message: `Expected every ${noun} once. Received: the same content as ${other}, which is still to be labelled and was kept; here it is in “${className}”. Label it there, and delete this one to be rid of this message.`,
    };
  }
  if (className !== null && !kept.classNames.includes(className)) {
    return {
      code: "dataset/conflicting-label",
      message: `Expected a ${noun} to be in one class. Received: the same content as ${other}, which is in class “${label}” and was kept there; here it is in “${className}”. Decide which is right and delete the other one, or relabel the ${noun}.`,
    };
  }
  if (className !== null && kept.split !== found.split) {
    return {
      code: "dataset/duplicate-across-splits",
      message: `Expected a ${noun} to be on one side of the split. Received: the same content as ${other} (${kept.split ?? "no side"}), which was kept; here it is in ${found.split ?? "no side"}. Delete one of the two.`,
    };
  }
  return {
    code: "dataset/duplicate",
    message: `Expected every ${noun} once. Received: the same content as ${other}, which was kept. Nothing needs to be done; delete one of the two to be rid of this message.`,
  };
}
