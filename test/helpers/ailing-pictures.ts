import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import sharp, { type Sharp } from "sharp";

import { createRandom } from "#engine/base/random.ts";

const SIDE = 160;

/** A drawn photograph: soft shapes of many colours and some grain, another one for each number. */
export async function drawScene(
  number: number,
  size: { readonly width: number; readonly height: number } = {
    width: SIDE,
    height: SIDE,
  },
): Promise<Buffer> {
  const random = createRandom("ailing pictures", number);
  const { width, height } = size;
  const colour = () =>
    `rgb(${random.integer(256)},${random.integer(256)},${random.integer(256)})`;
  const shapes = Array.from({ length: 14 }, () => {
    const [x, y] = [random.integer(SIDE), random.integer(SIDE)];
    const [a, b] = [8 + random.integer(40), 8 + random.integer(40)];
    return random.next() < 0.5
      ? `<ellipse cx="${x}" cy="${y}" rx="${a}" ry="${b}" fill="${colour()}"/>`
      : `<rect x="${x}" y="${y}" width="${a}" height="${b}" transform="rotate(${random.integer(90)} ${x} ${y})" fill="${colour()}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${SIDE} ${SIDE}" preserveAspectRatio="none"><rect width="${SIDE}" height="${SIDE}" fill="${colour()}"/>${shapes.join("")}</svg>`;
  return sharp(Buffer.from(svg)).jpeg({ quality: 92 }).toBuffer();
}

/**
 * A folder of three classes of drawn scenes with one of each ailment, named after it: `copy-resized.jpg` of `0.jpg` …
 * @param perClass sound pictures of each class, at least 5
 */
export async function drawAilingSet(
  folder: string,
  perClass: number,
): Promise<void> {
  const put = async (path: string, bytes: Uint8Array) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  };
  for (const [place, name] of ["ash", "birch", "cedar"].entries()) {
    for (let i = 0; i < perClass; i++) {
      await put(`${name}/${i}.jpg`, await drawScene(place * 1000 + i));
    }
  }
  const scene = (number: number) => sharp(join(folder, `ash/${number}.jpg`));
  const jpeg = (image: Sharp, quality = 85) =>
    image.jpeg({ quality }).toBuffer();
  await put("ash/copy-resized.jpg", await jpeg(scene(0).resize(100, 100)));
  await put("ash/copy-mirrored.jpg", await jpeg(scene(0).flop()));
  await put("ash/copy-turned.jpg", await jpeg(scene(1).rotate(90)));
  await put("ash/copy-brighter.jpg", await jpeg(scene(2).linear(1.1, 6), 60));
  await put("birch/copy-elsewhere.jpg", await jpeg(scene(3), 60));
  await put("birch/same-file.jpg", await readFile(join(folder, "ash/4.jpg")));
  await put("cedar/same-file.jpg", await readFile(join(folder, "cedar/0.jpg")));
  const other = async (number: number) => sharp(await drawScene(number));
  await put("ash/dark.jpg", await jpeg((await other(9004)).linear(0.08, 0)));
  await put(
    "ash/bright.jpg",
    await jpeg((await other(9005)).linear(0.05, 245)),
  );
  await put("ash/blurred.jpg", await jpeg((await other(9006)).blur(12)));
  await put("ash/tiny.jpg", await jpeg((await other(9007)).resize(20, 20)));
  await put("ash/long.jpg", await drawScene(9001, { width: 640, height: 120 }));
  const flat = { width: SIDE, height: SIDE, channels: 3 as const };
  await put(
    "ash/flat.jpg",
    await jpeg(sharp({ create: { ...flat, background: "#8899aa" } })),
  );
  const whole = await drawScene(9002);
  await put("ash/cut.jpg", whole.subarray(0, whole.length - 400));
  await put("ash/wrong-ending.png", await drawScene(9003));
}
