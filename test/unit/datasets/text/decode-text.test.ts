import { describe, expect, it } from "vitest";

import {
  checkedText,
  decodeText,
  MOST_TEXT_BYTES,
} from "#engine/datasets/text/decode-text.ts";

const coded = (code: string) => expect.objectContaining({ code });

describe("decodeText", () => {
  it.each([
    ["UTF-8", Buffer.from("Grüße 🍄")],
    ["UTF-8 with a byte order mark", Buffer.from("\uFEFFGrüße 🍄")],
    ["UTF-16 little endian", Buffer.from("\uFEFFGrüße 🍄", "utf16le")],
    ["UTF-16 big endian", Buffer.from("\uFEFFGrüße 🍄", "utf16le").swap16()],
  ])("reads %s", (_, bytes) => {
    expect(decodeText(bytes)).toBe("Grüße 🍄");
  });

  it.each([
    ["an old code page", Buffer.from("Gr\xfc\xdfe", "latin1"), "text/encoding"],
    ["UTF-16 without a mark", Buffer.from("Hello", "utf16le"), "text/binary"],
    ["a PNG", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]), "text/binary"],
    ["nothing", Buffer.from(""), "text/empty"],
    ["white space", Buffer.from("\uFEFF \n\t"), "text/empty"],
    ["a book shelf", Buffer.alloc(MOST_TEXT_BYTES + 1, 97), "text/too-long"],
  ])("refuses %s", (_, bytes, code) => {
    expect(() => decodeText(bytes)).toThrow(coded(code));
    expect(() => decodeText(bytes)).toThrow(
      /^Expected .* Received: .*\. [A-Z].*\.$/,
    );
  });

  it("takes a text of a megabyte in one line", () => {
    const line = "word ".repeat(200_000);
    expect(decodeText(Buffer.from(line))).toBe(line);
    expect(checkedText(line)).toBe(line);
  });
});
