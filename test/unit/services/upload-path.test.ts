import { describe, expect, it } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { parseUploadPath } from "#engine/services/upload-path.ts";

describe("parseUploadPath", () => {
  it("keeps folders and names of any language", () => {
    expect(parseUploadPath("fruit/%C3%A4pfel%20%26%20co/1.jpg")).toEqual([
      "fruit",
      "äpfel & co",
      "1.jpg",
    ]);
    expect(parseUploadPath("%E3%83%9D/%F0%9F%8D%8E.png")).toEqual([
      "ポ",
      "🍎.png",
    ]);
  });

  it.each([
    ["a way up", "a/../../b.jpg"],
    ["a hidden way up", "a/%2e%2e/b.jpg"],
    ["a slash in a name", "a%2f..%2f..%2fetc%2fpasswd"],
    ["a backslash", "..%5Cb.jpg"],
    ["an absolute path", "/etc/passwd"],
    ["a drive", "C%3A/b.jpg"],
    ["a stream of Windows", "b.jpg%3Ahidden"],
    ["a zero byte", "b.jpg%00.txt"],
    ["a line feed", "b%0a.jpg"],
    ["an empty part", "a//b.jpg"],
    ["a dot", "./b.jpg"],
    ["a device of Windows", "con"],
    ["a device with an ending", "a/NUL.jpg"],
    ["a port", "COM1.png"],
    ["a dot at the end", "a./b.jpg"],
    ["a space at the end", "a%20/b.jpg"],
    ["a broken encoding", "%zz.jpg"],
    ["a name that is too long", `${"x".repeat(256)}.jpg`],
    ["too many folders", `${"a/".repeat(32)}b.jpg`],
  ])("refuses %s", (_what, path) => {
    const act = () => parseUploadPath(path);
    expect(act).toThrow(StudioError);
    expect(act).toThrow(/Rename it/);
  });
});
