import sharp from "sharp";
import { describe, expect, it } from "vitest";

import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { preparePicture } from "#engine/imaging/prepare.ts";
import { previewResize } from "#engine/jobs/preview-resize.ts";
import { fileOf } from "#test/helpers/temporary-folder.ts";

const [WIDTH, HEIGHT] = [60, 30];

describe("previewResize", () => {
  it("gives what a network sees in each mode, and the part that cropping keeps", async () => {
    const pixels = Uint8Array.from(
      { length: WIDTH * HEIGHT * 3 },
      (_, i) => (i * 7) % 256,
    );
    const bytes = await sharp(pixels, {
      raw: { width: WIDTH, height: HEIGHT, channels: 3 },
    })
      .png()
      .toBuffer();
    const path = await fileOf(bytes, "wide.png");
    const { rows } = await previewResize({
      pictures: [
        { imageId: 4, sha256: "wide", path, width: WIDTH, height: HEIGHT },
      ],
      inputSize: 16,
      padding: "mirror",
      background: [9, 8, 7],
    });
    expect(rows).toHaveLength(1);
    const row = rows[0]!;
    expect(row).toMatchObject({ imageId: 4, width: WIDTH, height: HEIGHT });
    expect(row.kept).toEqual({ left: 15, top: 0, width: 30, height: 30 });
    for (const resize of ["squash", "crop", "fit"] as const) {
      const expected = await preparePicture(
        bytes,
        standardPreprocessing(16, "zero-to-255", { resize, padding: "mirror" }),
      );
      expect(await pixelsOf(row[resize]), `${resize}`).toEqual(
        Buffer.from(expected),
      );
    }
    expect(new Set([row.squash, row.crop, row.fit]).size).toBe(3);
  });

  it("leaves out a picture that cannot be read any more", async () => {
    const path = await fileOf("not a picture", "broken.png");
    const broken = { imageId: 1, sha256: "broken", path, width: 9, height: 9 };
    expect(await previewResize({ pictures: [broken], inputSize: 16 })).toEqual({
      rows: [],
    });
  });
});

function pixelsOf(dataUrl: string): Promise<Buffer> {
  return sharp(Buffer.from(dataUrl.split(",")[1] ?? "", "base64"))
    .removeAlpha()
    .raw()
    .toBuffer();
}
