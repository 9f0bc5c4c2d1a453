import { hash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";

import type { SourceItem } from "#engine/datasets/sources/source-item.ts";
import type { PackedSource } from "#engine/datasets/sources/source.ts";
import type { Reading } from "#engine/datasets/sources/readings.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { InspectedPicture } from "#engine/imaging/decode-worker-protocol.ts";
import { lookAtFile } from "#engine/imaging/file-reading.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";

import { remarkOn } from "./content-reader.ts";
import {
  foundItem,
  remarkOf,
  type FileOutcome,
  type ImportRoot,
} from "./import-file.ts";
import type { ImportRequest } from "./import-types.ts";
import { isEmptyIndex } from "./taken-contents.ts";
import type { ScanEntry } from "./scan.ts";
import { surveyEntries, type Survey } from "./survey.ts";

/** Contents that wait for a thread; one that is larger alone waits alone. */
const MOST_HELD_BYTES = 64 * 1024 * 1024;

/** Small pictures that go to a thread in one message. */
const MOST_TOGETHER = 32;
const GROUP_BYTES = 256 * 1024;
const GROUP_MS = 5;
/** However many threads there are: what was found in them is held until those before them are done. */
const MOST_UNDER_WAY = 512;

interface Asked {
  resolve(found: InspectedPicture): void;
  reject(error: unknown): void;
}

/**
 * A packed source of pictures that is unpacked while it is imported: read once for its names and once for its contents, each of which goes
 * to a thread that decodes it and, when it is a picture, writes it into the project.
 */
export class PackedStream {
  readonly #source: PackedSource;
  readonly #request: ImportRequest;
  readonly #pool: ReturnType<typeof createDecodePool>;
  readonly #held = new Map<string, Uint8Array>();
  #heldBytes = 0;
  #wake: (() => void) | undefined;
  #group: { readonly bytes: Uint8Array; readonly keepAs: string }[] = [];
  #asked: Asked[] = [];
  #groupBytes = 0;
  #sending: NodeJS.Timeout | undefined;
  /** Where the tables of the source are read from. */
  #tables = "";
  /** Whether there is nothing in the index that a file could be known by. */
  readonly #isFirst: boolean;

  constructor(source: PackedSource, request: ImportRequest) {
    this.#source = source;
    this.#request = request;
    const { threads, reader } = request;
    this.#isFirst = isEmptyIndex(reader);
    this.#pool = createDecodePool(threads === undefined ? {} : { threads });
  }

  /** Files that are worth being under way at once. */
  get capacity(): number {
    return Math.min(this.#pool.capacity * MOST_TOGETHER, MOST_UNDER_WAY);
  }

  /** What the source holds. To go through its entries a second time is to hold their contents. */
  async survey(): Promise<Survey> {
    this.#tables = await mkdtemp(join(tmpdir(), "convolve-import-"));
    const { signal, onProgress, limits } = this.#request;
    const options = {
      limits,
      ...(signal ? { signal } : {}),
      ...(onProgress ? { onProgress } : {}),
      tables: this.#tables,
    };
    return surveyEntries(
      this.#tables,
      (isFirst) => (isFirst ? this.#source.entries(options) : this.#contents()),
      this.#request,
    );
  }

  /** Looks at the file that the walk came upon last, or takes it from the project where it is known. */
  async take(
    item: SourceItem & { kind: "file" },
    { rootId, rootPath }: ImportRoot,
  ): Promise<FileOutcome> {
    const { path } = item;
    const { reader } = this.#request;
    const bytes = this.#held.get(path) ?? new Uint8Array();
    const sizeBytes = bytes.length;
    // Still counted as held, but what it is a part of is let go of once its group is sent.
    this.#held.delete(path);
    const target = rootPath + sep + path.replaceAll("/", sep);
    try {
      if (!this.#isFirst && reader.knownFile(rootId, path) !== undefined) {
        const kept = reader.imageByHash(hash("sha256", bytes));
        const isKept = kept?.rootId === rootId && kept.path === path;
        if (isKept && (await hasSize(target, sizeBytes))) {
          return { kind: "unchanged", problem: null };
        }
      }
      const content = await this.#inspect(bytes, target);
      const remark = remarkOn(content);
      return {
        kind: "found",
        found: foundItem(item, content.keptMs ?? 0, content),
        note: remark && { path, ...remark },
      };
    } catch (error) {
      if (!(error instanceof PictureError)) throw error;
      const remark = remarkOf(path, error);
      return { kind: "skipped", remark, sizeBytes, modifiedMs: null };
    } finally {
      this.#letGo(sizeBytes);
    }
  }

  /** Together with those that come next, when they are small. */
  #inspect(bytes: Uint8Array, keepAs: string): Promise<InspectedPicture> {
    return new Promise((resolve, reject) => {
      this.#group.push({ bytes, keepAs });
      this.#asked.push({ resolve, reject });
      this.#groupBytes += bytes.length;
      const isFull =
        this.#group.length >= MOST_TOGETHER || this.#groupBytes >= GROUP_BYTES;
      if (isFull) this.#sendGroup();
      // The last ones wait for nobody.
      else this.#sending ??= setTimeout(() => this.#sendGroup(), GROUP_MS);
    });
  }

  #sendGroup(): void {
    clearTimeout(this.#sending);
    this.#sending = undefined;
    const group = this.#group;
    const asked = this.#asked;
    [this.#group, this.#asked] = [[], []];
    this.#groupBytes = 0;
    this.#pool.inspectSeveral(group, this.#request.signal).then(
      (found) => {
        for (const [place, { resolve, reject }] of asked.entries()) {
          const one = found[place];
          if (one === undefined || one instanceof Error) reject(one);
          else resolve(one);
        }
      },
      (error: unknown) => {
        for (const { reject } of asked) reject(error);
      },
    );
  }

  /** Lets go of a content that is not needed. */
  leave(path: string): void {
    const bytes = this.#held.get(path);
    this.#held.delete(path);
    this.#letGo(bytes?.length ?? 0);
  }

  #letGo(bytes: number): void {
    this.#heldBytes -= bytes;
    this.#wake?.();
  }

  async close(): Promise<void> {
    clearTimeout(this.#sending);
    await this.#pool.close();
    await rm(this.#tables, { recursive: true, force: true });
  }

  async *#contents(): AsyncGenerator<ScanEntry> {
    const { signal, limits } = this.#request;
    const options = { limits, ...(signal ? { signal } : {}) };
    for await (const entry of this.#source.files(options)) {
      if (entry.kind === "problem") {
        yield entry;
        continue;
      }
      const bytes = await readWhole(entry.read());
      while (
        this.#heldBytes > 0 &&
        this.#heldBytes + bytes.length > MOST_HELD_BYTES
      ) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
      this.#held.set(entry.path, bytes);
      this.#heldBytes += bytes.length;
      yield { kind: "file", path: entry.path };
    }
  }
}

/** Whether what is read so can be imported while it is unpacked: pictures by their places, no texts and no lists. */
export function canStream({ kind, manifests, tables }: Reading): boolean {
  return kind === "images" && manifests.length === 0 && tables.length === 0;
}

/** A small file is mostly one chunk, and stays a part of what was read with it until its group is sent. */
async function readWhole(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
  }
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const whole = new Uint8Array(length);
  let done = 0;
  for (const part of parts) {
    whole.set(part, done);
    done += part.length;
  }
  return whole;
}

async function hasSize(path: string, bytes: number): Promise<boolean> {
  return lookAtFile(path).then(
    ({ size }) => size === bytes,
    () => false,
  );
}
