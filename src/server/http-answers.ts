import type { ServerResponse } from "node:http";

import { describeError } from "#engine/base/errors.ts";

const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  "upload/path": 400,
  "upload/too-large": 413,
  "upload/too-many": 413,
  "upload/exists": 409,
  "storage/disk-full": 507,
};

/** A refusal or failure: a JSON object for programs, a plain page for a person whose browser shows it. */
export function sendProblem(
  response: ServerResponse,
  status: number,
  problem: { code: string; message: string },
  asPage = false,
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = asPage ? problemPage(problem.message) : JSON.stringify(problem);
  response.writeHead(status, {
    "Content-Type": asPage
      ? "text/html; charset=utf-8"
      : "application/json; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    "Cache-Control": "no-store",
  });
  response.end(body);
}

/** The status that fits what was thrown, and its code and message. */
export function problemOf(error: unknown): {
  status: number;
  problem: { code: string; message: string };
} {
  const problem = describeError(error);
  const status =
    STATUS_OF_CODE[problem.code] ??
    (problem.code === "internal/unexpected" ? 500 : 404);
  return { status, problem };
}

function problemPage(message: string): string {
  const text = message
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Convolve</title><body style="font: 16px/1.5 system-ui; max-width: 40rem; margin: 20vh auto; padding: 0 1rem"><h1>Convolve</h1><p>${text}</p></body></html>`;
}
