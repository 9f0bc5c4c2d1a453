import { createHash } from "node:crypto";

import { StudioError } from "#engine/base/errors.ts";
import { readColumns, writeColumns } from "#engine/curation/column-file.ts";
import {
  computeEmbeddings,
  type Embeddings,
} from "#engine/curation/embeddings.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { openCachedPictures, readableSamples } from "./cached-pictures.ts";
import { transferStart } from "./chosen-model.ts";
import type { JobContext } from "./job-context.ts";
import { openJobDevice } from "./job-device.ts";

/**
 * Features of every included picture by the built-in network, the unlabelled ones and the test side too: no label is looked at. Pictures
 * that cannot be read now are left out. What was computed is kept in the project's cache for the next who asks, and for `similar`.
 * @throws CancelledError, StudioError `labels/texts`, `labels/too-few-pictures`
 */
export async function embedPictures(context: JobContext): Promise<Embeddings> {
  const samples = includedPictures(context.reader());
  const path = projectPaths(context.projectDirectory).embeddings;
  const backbone = transferStart(await loadBuiltInBackbone());
  const key = keyOf(backbone.id, samples);
  const kept = await readColumns(path);
  const known = kept === null ? null : asEmbeddings(kept.columns);
  if (known !== null && kept?.about === key) return known;
  const readable = await readableSamples(
    context,
    backbone.preprocessing,
    samples,
  );
  if (readable.length < 2) {
    throw new StudioError(
      "labels/too-few-pictures",
      `Pictures are compared with each other, which takes two at least. Received: ${readable.length}. Add pictures, or find their folder again.`,
    );
  }
  const pictures = await openCachedPictures(
    context,
    backbone.preprocessing,
    readable,
    null,
  );
  try {
    const embeddings = await computeEmbeddings({
      samples: readable,
      backbone,
      pictures,
      executor: await openJobDevice(context, { model: backbone.id }, "forward"),
      threads: context.environment.threads,
      folder: projectPaths(context.projectDirectory).features,
      control: { signal: context.signal, ...context.control },
      onProgress: context.onProgress,
    });
    const { imageIds, data, lengths } = embeddings;
    // With pictures missing it is made anew the next time: they may be back.
    const about = readable.length === samples.length ? key : null;
    await writeColumns(path, { about, columns: { imageIds, data, lengths } });
    return embeddings;
  } finally {
    await pictures.close();
  }
}

/** What the last job left; null when none has run or the cache was cleared. */
export async function readEmbeddings(
  projectDirectory: string,
): Promise<Embeddings | null> {
  const file = await readColumns(projectPaths(projectDirectory).embeddings);
  return file === null ? null : asEmbeddings(file.columns);
}

function asEmbeddings(columns: Readonly<Record<string, unknown>>) {
  const { imageIds, data, lengths } = columns;
  const isWhole =
    imageIds instanceof Int32Array &&
    data instanceof Float32Array &&
    lengths instanceof Float32Array;
  return isWhole
    ? { imageIds, data, lengths, columns: data.length / imageIds.length }
    : null;
}

/** @throws StudioError `labels/texts` */
function includedPictures(reader: IndexReader): Sample[] {
  if (reader.kind() === "texts") {
    throw new StudioError(
      "labels/texts",
      "Pictures are compared by what a network sees in them. Received: a data set of texts. Open a project of pictures.",
    );
  }
  return Array.from(reader.eachImage(), ({ id, sha256 }) => ({
    imageId: id,
    sha256,
    label: -1,
  }));
}

function keyOf(network: string, samples: readonly Sample[]): string {
  const hash = createHash("sha256").update(network);
  for (const { imageId, sha256 } of samples) {
    hash.update(`${imageId},${sha256};`);
  }
  return hash.digest("hex");
}
