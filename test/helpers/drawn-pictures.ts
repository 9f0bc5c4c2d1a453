import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { createRandom } from "#engine/base/random.ts";

/**
 * Writes small drawn pictures (coloured shapes over gradients) of different sizes and formats, one with EXIF orientation and one
 * with transparency among them.
 * @returns their paths
 */
export async function drawPictures(
  folder: string,
  count: number,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let index = 0; index < count; index++) {
    const picture = sharp(Buffer.from(drawing(index))).resize(
      120 + ((index * 37) % 200),
      100 + ((index * 53) % 180),
      { fit: "fill" },
    );
    const path = join(
      folder,
      `drawn #${index} 100%${ENDINGS[index % ENDINGS.length]}`,
    );
    paths.push(path);
    if (path.endsWith(".png"))
      await writeFile(path, await picture.png().toBuffer());
    else if (path.endsWith(".webp"))
      await writeFile(
        path,
        await picture.flatten().webp({ quality: 95 }).toBuffer(),
      );
    else {
      const orientation = index === 0 ? 6 : 1;
      await writeFile(
        path,
        await picture
          .flatten()
          .jpeg({ quality: 92 })
          .withMetadata({ orientation })
          .toBuffer(),
      );
    }
  }
  return paths;
}

const ENDINGS = [".jpg", ".png", ".webp", ".JPG"];

function drawing(index: number): string {
  const random = createRandom("drawing", index);
  const colour = () =>
    `hsl(${random.integer(360)} ${40 + random.integer(60)}% ${20 + random.integer(60)}%)`;
  const shapes = Array.from({ length: 12 }, () => {
    const [x, y, size] = [
      random.integer(200),
      random.integer(200),
      10 + random.integer(60),
    ];
    return random.next() < 0.5
      ? `<circle cx="${x}" cy="${y}" r="${size / 2}" fill="${colour()}"/>`
      : `<rect x="${x}" y="${y}" width="${size}" height="${size / 2}" fill="${colour()}" transform="rotate(${random.integer(90)} ${x} ${y})"/>`;
  });
  const ground =
    index % 4 === 1 ? "" : `<rect width="200" height="200" fill="url(#g)"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200" width="200" height="200">
<defs><linearGradient id="g"><stop offset="0" stop-color="${colour()}"/><stop offset="1" stop-color="${colour()}"/></linearGradient></defs>
${ground}${shapes.join("")}</svg>`;
}
