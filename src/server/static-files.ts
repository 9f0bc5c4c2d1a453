import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".txt": "text/plain; charset=utf-8",
};

/** Which file of the built renderer answers a path, and for how long it may be kept. */
export interface StaticFile {
  /** Relative to the folder of the renderer, with `/`. */
  readonly path: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/**
 * Decides from the path alone. A path without an ending is a screen of the studio and gets index.html; files in assets/ carry a hash
 * of their content in their name and may be kept for ever.
 * @returns null for a path that no file of the renderer can have
 */
export function decideStaticFile(pathname: string): StaticFile | null {
  const path = decodePath(pathname);
  if (path === null) return null;
  const segments = path.split("/").filter((segment) => segment !== "");
  if (segments.some((segment) => /^\.|[\\:\0]/.test(segment))) return null;
  const ending = extname(segments.at(-1) ?? "").toLowerCase();
  if (ending === "") return indexFile();
  const contentType = CONTENT_TYPES[ending];
  if (contentType === undefined) return null;
  const isHashed =
    segments[0] === "assets" && /[-.][\w-]{8,}\.\w+$/.test(segments.at(-1)!);
  return {
    path: segments.join("/"),
    contentType,
    cacheControl: isHashed ? "public, max-age=31536000, immutable" : "no-cache",
  };
}

/** Sends a file of the renderer; false when it is not there. */
export async function sendStaticFile(
  folder: string,
  file: StaticFile,
  response: ServerResponse,
  headOnly: boolean,
): Promise<boolean> {
  const path = await realpath(join(folder, ...file.path.split("/"))).catch(
    () => null,
  );
  // A link in the folder must not lead out of it.
  const root = await realpath(folder).catch(() => null);
  if (path === null || root === null || !path.startsWith(root + sep)) {
    return false;
  }
  const facts = await stat(path);
  if (!facts.isFile()) return false;
  response.writeHead(200, {
    "Content-Type": file.contentType,
    "Content-Length": facts.size,
    "Cache-Control": file.cacheControl,
  });
  if (headOnly) {
    response.end();
    return true;
  }
  await pipeline(createReadStream(path), response);
  return true;
}

function indexFile(): StaticFile {
  return {
    path: "index.html",
    contentType: CONTENT_TYPES[".html"]!,
    cacheControl: "no-cache",
  };
}

function decodePath(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
