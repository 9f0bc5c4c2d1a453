import { describe, expect, it } from "vitest";

import { decideStaticFile } from "#engine/server/static-files.ts";

describe("decideStaticFile", () => {
  it.each(["/", "/train", "/evaluate/run-1/confusion"])(
    "answers the screen %s with index.html, never from a cache",
    (path) => {
      expect(decideStaticFile(path)).toEqual({
        path: "index.html",
        contentType: "text/html; charset=utf-8",
        cacheControl: "no-cache",
      });
    },
  );

  it("lets a file with a hash in its name be kept for ever", () => {
    expect(decideStaticFile("/assets/main-Ab3_x9-Z.js")).toEqual({
      path: "assets/main-Ab3_x9-Z.js",
      contentType: "text/javascript; charset=utf-8",
      cacheControl: "public, max-age=31536000, immutable",
    });
  });

  it("asks again for a file without a hash", () => {
    expect(decideStaticFile("/favicon.svg")?.cacheControl).toBe("no-cache");
  });

  it.each([
    "/../package.json",
    "/%2e%2e/package.json",
    "/assets/..%2f..%2fpackage.json",
    "/assets/..\\..\\package.json",
    "/C:/windows/win.ini.txt",
    "/.env.json",
    "/a%00.js",
    "/%zz.js",
    "/assets/main.exe",
  ])("has no file for %s", (path) => {
    expect(decideStaticFile(path)).toBeNull();
  });
});
