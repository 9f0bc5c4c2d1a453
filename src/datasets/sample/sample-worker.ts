import { writeFile } from "node:fs/promises";
import sharp from "sharp";

import { createRandom } from "#engine/base/random.ts";
import { answerTasks } from "#engine/imaging/thread-tasks.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";

import { drawSamplePicture } from "./draw-picture.ts";
import type { SampleTask } from "./sample-worker-protocol.ts";

/** The thread behind sample-set.ts: draws a picture and writes it as a JPEG. */
answerTasks(drawFile, () => undefined);

async function drawFile(task: SampleTask): Promise<undefined> {
  const { name, index, seed, size, path } = task;
  const pixels = drawSamplePicture(name, index, seed, size);
  const quality = createRandom("sample quality", name, index, seed).integer(14);
  const bytes = await sharp(pixels, {
    raw: { width: size, height: size, channels: 3 },
  })
    .jpeg({ quality: 80 + quality })
    .toBuffer();
  try {
    await writeFile(path, bytes);
  } catch (error) {
    throw toStorageError(error, "The sample data set");
  }
}
