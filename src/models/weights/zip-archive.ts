import { basename } from "node:path";
import { fromBuffer, open, type Entry, type ZipFile } from "yauzl";
import { StudioError } from "#engine/base/errors.ts";
import {
  isUnsafe,
  missingFile,
  tooLarge,
  tooManyFiles,
  unsafePath,
  type ModelFiles,
} from "./model-files.ts";

const MAXIMUM_ENTRIES = 10_000;

/** What the operating system of the archive's author added. */
const CLUTTER = /(^|\/)(__MACOSX\/|\.)/;

/**
 * Opens a zip archive without unpacking it. Nothing is ever written to disk; names that lead out of the archive are refused, and an
 * entry that unpacks to more than it claims ends with an error.
 * @throws StudioError `models/bad-zip`, `models/unsafe-path`, `models/too-many-files`
 */
export async function openZip(
  source: string | Uint8Array,
): Promise<ModelFiles> {
  const name = typeof source === "string" ? basename(source) : "the archive";
  const zip = await openArchive(source, name);
  const entries = await listEntries(zip, name);
  return {
    name,
    paths: [...entries.keys()],
    async read(path, limitBytes) {
      const entry = entries.get(path);
      if (entry === undefined) throw missingFile(name, path);
      const size = entry.uncompressedSize;
      const most = Math.min(limitBytes, mostUnpacked(entry));
      if (size > most) throw tooLarge(path, size, most);
      return readEntry(zip, entry, name);
    },
    async close() {
      zip.close();
    },
  };
}

/** Numbers of weights hardly get smaller; a large file packed to a hundredth is made to fill the memory. */
function mostUnpacked({ compressedSize }: Entry): number {
  return Math.max(SMALL_BYTES, compressedSize * LARGEST_COMPRESSION);
}

const SMALL_BYTES = 50_000_000;
const LARGEST_COMPRESSION = 100;

function openArchive(
  source: string | Uint8Array,
  name: string,
): Promise<ZipFile> {
  const options = {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
  };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile) =>
      error === null ? resolve(zip) : reject(badZip(name, error));
    if (typeof source === "string") open(source, options, done);
    else fromBuffer(Buffer.from(source), options, done);
  });
}

function listEntries(zip: ZipFile, name: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  if (zip.entryCount > MAXIMUM_ENTRIES) {
    zip.close();
    throw tooManyFiles(name, MAXIMUM_ENTRIES);
  }
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      zip.close();
      reject(error);
    };
    zip.on("entry", (entry: Entry) => {
      const path = entry.fileName;
      if (isUnsafe(path)) return fail(unsafePath(name, path));
      if (!path.endsWith("/") && !CLUTTER.test(path)) entries.set(path, entry);
      zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", (error: Error) => {
      fail(
        /invalid relative path|absolute path|invalid characters/i.test(
          error.message,
        )
          ? unsafePath(name, error.message.replace(/^[^:]*: /, ""))
          : badZip(name, error),
      );
    });
    zip.readEntry();
  });
}

function readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(badZip(name, error));
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("error", (cause: Error) => reject(badZip(name, cause)));
      stream.on("end", () => resolve(Buffer.concat(parts)));
    });
  });
}

function badZip(name: string, cause: Error): StudioError {
  return new StudioError(
    "models/bad-zip",
    `${name} is not a whole zip archive (${cause.message}). Download it again, or unpack it and give the directory.`,
    { cause },
  );
}
