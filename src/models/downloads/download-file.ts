import { open, statfs, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

import { request, type Dispatcher } from "undici";

import { CancelledError } from "#engine/base/cancellation.ts";
import { StudioError } from "#engine/base/errors.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";
import {
  explainFailure,
  failureCode,
  PassingFailure,
  refusedBy,
} from "./download-errors.ts";
import { isTrustworthy } from "./network.ts";
import {
  partSize,
  readResumeRecord,
  removePart,
  strongValidator,
  writeResumeRecord,
} from "./resume-record.ts";

export interface DownloadOptions {
  readonly url: URL;
  /** What comes is written here; beside it, `.json` says how to go on. */
  readonly partFile: string;
  readonly network: Dispatcher;
  readonly signal: AbortSignal;
  /** @param total of the whole file; undefined while the server has not said */
  readonly onBytes: (done: number, total: number | undefined) => void;
  /** Without a byte for so long, the connection is given up; default 30 s. */
  readonly stallTimeoutMs?: number;
  /** Waits before each further try; trying starts afresh whenever more has come than ever before. Default 1, 3 and 8 s. */
  readonly retryDelaysMs?: readonly number[];
  /** Default 1.5 GB: twice the largest that is published. */
  readonly maximumBytes?: number;
  /** Tests give ones that fail. */
  readonly openFile?: typeof open;
  /** Bytes that are free where a folder lies. */
  readonly freeBytes?: (folder: string) => Promise<number>;
}

const MAXIMUM_REDIRECTS = 5;

/**
 * Fetches a file to `partFile`, from where an earlier try ended if the server's file is still the same (Range, If-Range).
 * @throws StudioError `models/no-network`, `models/download-cut-off`, `models/download-stalled`, `models/download-refused`,
 * `models/proxy-refused`, `models/too-large`, `storage/…`; CancelledError. After all but a refusal, what has come is kept.
 */
export async function downloadFile(options: DownloadOptions): Promise<void> {
  const { url, partFile, signal } = options;
  const delays = [...(options.retryDelaysMs ?? [1000, 3000, 8000])];
  let most = await partSize(partFile);
  let remaining = [...delays];
  for (;;) {
    try {
      await fetchRest(options);
      return;
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      if (!isPassing(error)) throw explainFailure(error, url);
      const now = await partSize(partFile);
      if (now > most) remaining = [...delays];
      most = Math.max(most, now);
      const delay = remaining.shift();
      if (delay === undefined) throw explainFailure(error, url);
      await wait(delay, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) throw new CancelledError();
    }
  }
}

function isPassing(error: unknown): boolean {
  if (error instanceof StudioError) return false;
  // A name that is not found is no passing trouble of a busy server.
  return (
    error instanceof PassingFailure ||
    !["ENOTFOUND", "ERR_INVALID_URL"].includes(failureCode(error) ?? "")
  );
}

async function fetchRest(options: DownloadOptions): Promise<void> {
  const { partFile, url } = options;
  const { size, record } = await readResumeRecord(partFile, url.href);
  if (record !== null && record.total === size) {
    options.onBytes(size, size);
    return;
  }
  const validator = record?.validator ?? null;
  const headers: Record<string, string> =
    validator === null
      ? {}
      : { range: `bytes=${size}-`, "if-range": validator };
  const response = await requestFile(options, headers);
  try {
    const answer = await readAnswer(response, size, validator, options);
    checkSize(answer.total, options);
    await checkFreeDisk(answer, options);
    await receive(response, answer, options);
  } finally {
    // Whatever was not read is not waited for.
    response.body.on("error", () => undefined).destroy();
  }
}

/** Follows redirections itself, so that none leads to an unprotected place. */
async function requestFile(
  { url, network, signal, stallTimeoutMs = 30_000 }: DownloadOptions,
  headers: Record<string, string>,
): Promise<Dispatcher.ResponseData> {
  let current = url;
  for (let redirects = 0; ; redirects++) {
    const response = await request(current, {
      dispatcher: network,
      signal,
      headersTimeout: stallTimeoutMs,
      bodyTimeout: stallTimeoutMs,
      headers: { ...headers, "accept-encoding": "identity" },
    });
    const location = headerOf(response, "location");
    if (![301, 302, 303, 307, 308].includes(response.statusCode)) {
      return response;
    }
    await response.body.dump();
    const next =
      location !== undefined && URL.canParse(location, current)
        ? new URL(location, current)
        : null;
    if (next === null || !isTrustworthy(next) || redirects >= MAXIMUM_REDIRECTS)
      throw refusedBy(response.statusCode, url);
    current = next;
  }
}

interface Answer {
  /** Where what comes belongs. */
  readonly start: number;
  readonly total: number | undefined;
  readonly validator: string | null;
}

async function readAnswer(
  response: Dispatcher.ResponseData,
  size: number,
  expected: string | null,
  { partFile, url }: DownloadOptions,
): Promise<Answer> {
  const { statusCode } = response;
  const validator = strongValidator({
    etag: headerOf(response, "etag"),
    lastModified: headerOf(response, "last-modified"),
  });
  if (statusCode === 200) {
    const length = Number(headerOf(response, "content-length"));
    return { start: 0, total: length > 0 ? length : undefined, validator };
  }
  if (statusCode === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+)$/.exec(
      headerOf(response, "content-range") ?? "",
    );
    const isSame = validator === null || validator === expected;
    if (range && Number(range[1]) === size && isSame) {
      return { start: size, total: Number(range[2]), validator: expected };
    }
  }
  if (statusCode === 206 || statusCode === 416) {
    // Another file than the one that began to come.
    await removePart(partFile);
    throw new PassingFailure(`the server answered ${statusCode}`);
  }
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) {
    throw new PassingFailure(`the server answered ${statusCode}`);
  }
  throw refusedBy(statusCode, url);
}

async function receive(
  response: Dispatcher.ResponseData,
  { start, total, validator }: Answer,
  options: DownloadOptions,
): Promise<void> {
  const { partFile, url, openFile = open, onBytes } = options;
  const subject = `The download ${partFile}`;
  const file = await openFile(partFile, start === 0 ? "w" : "a").catch(
    (error: unknown) => {
      throw toStorageError(error, subject);
    },
  );
  let done = start;
  try {
    await writeResumeRecord(partFile, {
      url: url.href,
      validator,
      total: total ?? null,
    });
    onBytes(done, total);
    for await (const part of response.body as AsyncIterable<Buffer>) {
      done += part.length;
      checkSize(done, options);
      await write(file, part, subject);
      onBytes(done, total);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  if (total !== undefined && done !== total) {
    throw new PassingFailure(`${done} of ${total} bytes came`);
  }
}

async function write(
  file: FileHandle,
  part: Buffer,
  subject: string,
): Promise<void> {
  try {
    await file.appendFile(part);
  } catch (error) {
    throw toStorageError(error, subject);
  }
}

function checkSize(
  bytes: number | undefined,
  { maximumBytes = 1.5e9, url }: DownloadOptions,
): void {
  if (bytes === undefined || bytes <= maximumBytes) return;
  throw new StudioError(
    "models/too-large",
    `Weights of at most ${Math.round(maximumBytes / 1e6)} MB are expected. ${url.host} sends ${Math.round(bytes / 1e6)} MB or more. If a mirror is set in Settings, check it.`,
  );
}

async function checkFreeDisk(
  { start, total }: Answer,
  { partFile, freeBytes = freeDiskBytes }: DownloadOptions,
): Promise<void> {
  if (total === undefined) return;
  const folder = dirname(partFile);
  const needed = total - (start === 0 ? 0 : start);
  const free = await freeBytes(folder);
  if (free >= needed) return;
  throw new StudioError(
    "storage/disk-full",
    `The download needs ${megabytes(needed)} more, and the disk of ${folder} has ${megabytes(free)} free. Free some space and try again; what has come already is kept.`,
  );
}

async function freeDiskBytes(folder: string): Promise<number> {
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function headerOf(
  { headers }: Dispatcher.ResponseData,
  name: string,
): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
