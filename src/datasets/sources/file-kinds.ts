import { posix } from "node:path";

/** Whether a file is a text of its own, by its name. */
export function isTextFile(path: string): boolean {
  return extensionOf(path) === ".txt";
}

/** Whether a file may be a table of texts, by its name. */
export function isTable(path: string): boolean {
  return [".csv", ".tsv"].includes(extensionOf(path));
}

/** Whether a file may be a list of pictures, by its name. */
export function isManifest(path: string): boolean {
  return isTable(path) || [".jsonl", ".ndjson"].includes(extensionOf(path));
}

/** Whether a folder's name only says that pictures are in it. */
export function isPictureFolder(name: string): boolean {
  return /^(?:images?|imgs?|pictures?|photos?|jpegimages|originals?|inputs?|rgb|frames?)$/i.test(
    name,
  );
}

/** The folder part of a relative path. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A path without its ending: `cat/7.jpg` → `cat/7`. */
export function stemOf(path: string): string {
  const dot = path.lastIndexOf(".");
  return dot > path.lastIndexOf("/") + 1 ? path.slice(0, dot) : path;
}

function extensionOf(path: string): string {
  return posix.extname(path.replaceAll("\\", "/")).toLowerCase();
}
