import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { access, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Transform, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { StudioError } from "#engine/base/errors.ts";
import { parseUploadPath } from "./upload-path.ts";

export interface UploadLimits {
  readonly fileBytes: number;
  readonly totalBytes: number;
  readonly files: number;
}

const LIMITS: UploadLimits = {
  fileBytes: 1024 ** 3,
  totalBytes: 64 * 1024 ** 3,
  files: 1_000_000,
};

interface Upload {
  readonly name: string;
  bytes: number;
  files: number;
}

/** Files that a browser hands over. They lie in the engine's own folder and are gone when it ends. */
export class Uploads {
  readonly #folder: string;
  readonly #limits: UploadLimits;
  readonly #uploads = new Map<string, Upload>();

  constructor(folder: string, limits: UploadLimits = LIMITS) {
    this.#folder = folder;
    this.#limits = limits;
  }

  /** @param name what the person called it: the name of the dropped folder */
  async create(name: string): Promise<string> {
    const id = randomUUID();
    await mkdir(join(this.#folder, id), { recursive: true });
    this.#uploads.set(id, { name, bytes: 0, files: 0 });
    return id;
  }

  /**
   * Writes one file as it comes; a file that breaks off, or is over the limit, leaves nothing.
   * @param encodedPath as in the URL
   * @throws StudioError `upload/unknown`, `upload/path`, `upload/too-large`, `upload/too-many`, `upload/exists`, `storage/disk-full`
   */
  async write(
    id: string,
    encodedPath: string,
    content: Readable,
    announcedBytes: number | null,
  ): Promise<void> {
    const upload = this.#get(id);
    const segments = parseUploadPath(encodedPath);
    if (upload.files >= this.#limits.files) {
      throw new StudioError(
        "upload/too-many",
        `An upload may have ${this.#limits.files} files. Import the folder by its path instead.`,
      );
    }
    this.#checkSize(upload, announcedBytes ?? 0);
    upload.files++;
    const file = join(this.#folder, id, ...segments);
    let received = 0;
    const counter = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        received += chunk.length;
        upload.bytes += chunk.length;
        try {
          this.#checkSize(upload, received);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
    let isCreated = false;
    try {
      await mkdir(join(file, ".."), { recursive: true });
      const output = createWriteStream(file, { flags: "wx" });
      output.once("open", () => (isCreated = true));
      await pipeline(content, counter, output);
    } catch (error) {
      upload.bytes -= received;
      upload.files--;
      if (isCreated) await rm(file, { force: true });
      throw uploadError(error, encodedPath);
    }
  }

  /** The folder of an upload, and its name. @throws StudioError `upload/unknown` */
  folder(id: string): { path: string; name: string } {
    return { path: join(this.#folder, id), name: this.#get(id).name };
  }

  /** Absolute path of one file of an upload. @throws StudioError `upload/unknown`, `upload/path`, `upload/no-file` */
  async file(id: string, name: string): Promise<string> {
    this.#get(id);
    const encoded = name.split("/").map(encodeURIComponent).join("/");
    const path = join(this.#folder, id, ...parseUploadPath(encoded));
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (!isThere) {
      throw new StudioError(
        "upload/no-file",
        `The upload has no file "${name}". Add the picture again.`,
      );
    }
    return path;
  }

  /** The one file of an upload, such as an archive; else its folder. @throws StudioError `upload/unknown` */
  async onlyFileOrFolder(id: string): Promise<string> {
    const { path } = this.folder(id);
    const entries = await readdir(path, { withFileTypes: true });
    const [only] = entries;
    return entries.length === 1 && only?.isFile()
      ? join(path, only.name)
      : path;
  }

  async remove(id: string): Promise<void> {
    if (!this.#uploads.delete(id)) return;
    await rm(join(this.#folder, id), { recursive: true, force: true });
  }

  /** Removes everything. */
  async close(): Promise<void> {
    this.#uploads.clear();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #get(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) {
      throw new StudioError(
        "upload/unknown",
        "The engine knows no such upload; it may have been started anew since. Add the files again.",
      );
    }
    return upload;
  }

  #checkSize(upload: Upload, fileBytes: number): void {
    if (
      fileBytes > this.#limits.fileBytes ||
      upload.bytes > this.#limits.totalBytes
    ) {
      throw new StudioError(
        "upload/too-large",
        `A file may have ${this.#limits.fileBytes} bytes and an upload ${this.#limits.totalBytes}. Import the folder by its path instead.`,
      );
    }
  }
}

function uploadError(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new StudioError(
      "storage/disk-full",
      "The disk is full. Free some space and add the files again.",
      { cause: error },
    );
  }
  if (code === "EEXIST") {
    return new StudioError(
      "upload/exists",
      `The upload already has a file "${path}", perhaps with other capitals. Rename one of them and add it again.`,
      { cause: error },
    );
  }
  if (code === "ERR_STREAM_PREMATURE_CLOSE" || code === "ECONNRESET") {
    return new StudioError(
      "upload/broken-off",
      `The upload of "${path}" broke off. Add the file again.`,
      { cause: error },
    );
  }
  return error;
}
