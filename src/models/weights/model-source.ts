import { open, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { StudioError } from "#engine/base/errors.ts";
import { descriptorSource, type ByteSource } from "./hdf5-library.ts";
import { openDirectory } from "./model-directory.ts";
import { tooLarge, type ModelFiles } from "./model-files.ts";
import { openZip } from "./zip-archive.ts";

/** Something that a person gave as a model, open, so that formats can look at it. Untrusted. */
export interface ModelSource {
  readonly path: string;
  /** For messages: the name of the file or directory. */
  readonly name: string;
  /** The first bytes of a file; none of a directory. */
  readonly head: Uint8Array;
  /** What a directory or a zip archive holds; undefined for any other file. */
  readonly files: ModelFiles | undefined;
  /** A single file, piece by piece; empty for a directory. */
  readonly content: ByteSource;
  close(): Promise<void>;
}

const HEAD_BYTES = 64;

/**
 * Opens a file, a directory, or the directory of a `model.json`.
 * @throws StudioError `models/not-found`, `models/bad-zip`, `models/unsafe-path`, `models/too-many-files`
 */
export async function openModelSource(path: string): Promise<ModelSource> {
  const facts = await stat(path).catch(() => undefined);
  if (facts === undefined) {
    throw new StudioError(
      "models/not-found",
      `There is no model at ${path}. Give the path of a model file, of a directory with a model.json, or of a zip archive of one.`,
    );
  }
  const directory = facts.isDirectory() ? path : directoryOfJson(path);
  if (directory !== undefined) {
    const files = await openDirectory(directory);
    const content = { sizeBytes: 0, read: () => 0 };
    const { name } = files;
    const head = new Uint8Array();
    return { path, name, head, files, content, close: () => files.close() };
  }
  if (!facts.isFile()) {
    throw new StudioError(
      "models/not-a-model",
      `${path} is neither a file nor a directory. Choose the file of a model, or the directory with its model.json.`,
    );
  }
  const file = await open(path);
  try {
    const name = basename(path);
    const content = descriptorSource(file.fd, facts.size);
    const head = new Uint8Array(Math.min(HEAD_BYTES, facts.size));
    content.read(head, 0);
    const files = startsWith(head, ZIP) ? await openZip(path) : undefined;
    const close = async () => {
      await files?.close();
      await file.close();
    };
    return { path, name, head, files, content, close };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const ZIP = [0x50, 0x4b, 0x03, 0x04];

export function startsWith(
  head: Uint8Array,
  signature: readonly number[],
  at = 0,
): boolean {
  return signature.every((byte, index) => head[at + index] === byte);
}

/** Reads a single file whole. @throws StudioError `models/too-large` */
export function readWhole(
  { name, content }: ModelSource,
  limitBytes: number,
): Uint8Array {
  const { sizeBytes } = content;
  if (sizeBytes > limitBytes) throw tooLarge(name, sizeBytes, limitBytes);
  const bytes = new Uint8Array(sizeBytes);
  content.read(bytes, 0);
  return bytes;
}

/** What may lie beside a single file and tell how to use it, named as our exports name it; nothing else there is seen. */
export async function notesBeside(
  path: string,
): Promise<ModelFiles | undefined> {
  const files = await openDirectory(dirname(path), 0).catch(() => undefined);
  return files && { ...files, paths: files.paths.filter(isNote) };
}

function isNote(path: string): boolean {
  return path === "labels.txt" || path === "preprocessing.json";
}

function directoryOfJson(path: string): string | undefined {
  return path.toLowerCase().endsWith(".json") ? dirname(path) : undefined;
}
