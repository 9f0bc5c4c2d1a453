import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";

import type { EngineFiles, ServedPicture } from "#engine/engine.ts";

/**
 * Answers the paths of `#api/paths.ts` that carry files: pictures, uploads and downloads.
 * @returns false when the path is none of them
 */
export async function serveFileRoute(
  files: EngineFiles,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const image = pathname.match(/^\/images\/(\d{1,15})\/(thumbnail|picture)$/);
  if (image) {
    const imageId = Number(image[1]);
    await sendPicture(
      image[2] === "thumbnail"
        ? files.thumbnail(imageId)
        : files.picture(imageId),
      request,
      response,
    );
    return true;
  }
  const upload = pathname.match(/^\/uploads\/([\w-]{1,64})\/(.+)$/s);
  if (upload && request.method === "PUT") {
    const length = request.headers["content-length"];
    await files.writeUpload(
      upload[1]!,
      upload[2]!,
      request,
      length === undefined ? null : Number(length),
    );
    response.writeHead(204).end();
    return true;
  }
  const download = pathname.match(/^\/exports\/([\w.-]{1,100})\/(\w+)\.zip$/);
  if (download) {
    const archive = await files.exportZip(download[1]!, download[2]!);
    response.writeHead(200, {
      "Content-Type": "application/zip",
      "Content-Disposition": attachment(archive.name),
      "Cache-Control": "no-store",
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(archive.open(), response);
    return true;
  }
  const predictions = pathname.match(/^\/predictions\/([\w-]{1,64})\.csv$/);
  if (predictions) {
    const file = await files.predictionsCsv(predictions[1]!);
    response.writeHead(200, {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Length": (await stat(file.path)).size,
      "Content-Disposition": attachment(file.name),
      "Cache-Control": "no-store",
    });
    if (request.method === "HEAD") response.end();
    else await pipeline(createReadStream(file.path), response);
    return true;
  }
  return false;
}

/**
 * The address carries a number that means another picture in another project, so a client asks each time whether the content that
 * it has is still right; that takes no reading and no decoding.
 */
async function sendPicture(
  picture: ServedPicture,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = {
    ETag: `"${picture.tag}"`,
    "Cache-Control": "private, no-cache",
  };
  if (request.headers["if-none-match"] === headers.ETag) {
    response.writeHead(304, headers).end();
    return;
  }
  const { bytes, contentType } = await picture.read();
  response.writeHead(200, {
    ...headers,
    "Content-Type": contentType,
    "Content-Length": bytes.byteLength,
  });
  response.end(request.method === "HEAD" ? undefined : bytes);
}

function attachment(name: string): string {
  const plain = name.replace(/[^\w.-]/g, "_");
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}
