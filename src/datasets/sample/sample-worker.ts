import { writeFile } from "node:fs/promises";
import sharp from "sharp";

import { createRandom } from "#engine/base/random.ts";
import { answerTasks } from "#engine/imaging/thread-tasks.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import type { SampleTask } from "./sample-worker-protocol.ts";
import { PICTURE_SETS } from "./sets.ts";

/** The thread behind sample-set.ts: draws a picture and writes it as a JPEG. */
answerTasks(drawFile, () => undefined);

async function drawFile(task: SampleTask): Promise<undefined> {
  const { set, name, index, seed, size, path } = task;
  const { draw, channels } = PICTURE_SETS[set];
  const pixels = draw(name, index, seed, size);
  const quality = createRandom("sample quality", name, index, seed).integer(14);
  const bytes = await sharp(pixels, {
    raw: { width: size, height: size, channels },
  })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .jpeg({ quality: 80 + quality })
    .toBuffer();
  try {
    await writeFile(path, bytes);
  } catch (error) {
    throw toStorageError(error, "The sample data set");
  }
}
