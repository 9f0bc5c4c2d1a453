import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createOnnxExecutor } from "#engine/compute/onnx/executor.ts";
import {
  computeEmbeddings,
  type Embeddings,
} from "#engine/curation/embeddings.ts";
import { openBatchReader } from "#engine/datasets/batches.ts";
import { openPixelCache } from "#engine/datasets/pixel-cache.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { testDataPath } from "#test/helpers/test-data.ts";

export interface EmbeddedSet {
  readonly classes: readonly string[];
  readonly paths: readonly string[];
  readonly labels: Int32Array;
  readonly embeddings: Embeddings;
}

/**
 * Every picture of a real data set of class folders, with or without folders of sides above them, by the built-in network. Pixels and
 * features are kept in the temporary folder for the next time.
 */
export async function readEmbeddedSet(name: string): Promise<EmbeddedSet> {
  const projectDirectory = join(tmpdir(), "convolve-bench-embeddings", name);
  await mkdir(projectDirectory, { recursive: true });
  const found = picturesOf(testDataPath("datasets", name));
  const classes = [
    ...new Set(found.map((entry) => entry.className)),
  ].toSorted();
  const samples: Sample[] = found.map(({ path, className }, imageId) => ({
    imageId,
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    label: classes.indexOf(className),
  }));
  const { id, title, graph, weights, preprocessing } =
    await loadBuiltInBackbone();
  const cache = openPixelCache(projectDirectory, preprocessing);
  await cache.ensure(
    samples.map(({ sha256 }, row) => ({ sha256, path: found[row]!.path })),
  );
  cache.close();
  const pictures = openBatchReader({
    projectDirectory,
    preprocessing,
    seed: 0,
  });
  try {
    const embeddings = await computeEmbeddings({
      samples,
      backbone: {
        id,
        name: title,
        method: "transfer",
        graph,
        weights,
        preprocessing,
      },
      pictures: { read: (batch, variant) => pictures.read(batch, variant) },
      executor: createOnnxExecutor(),
      folder: join(projectDirectory, "features"),
      control: UNCONTROLLED,
    });
    return {
      classes,
      paths: found.map(({ path }) => path),
      labels: Int32Array.from(samples, ({ label }) => label),
      embeddings,
    };
  } finally {
    await pictures.close();
  }
}

const SIDES = new Set(["train", "validation", "test"]);

/** A picture's class is the folder that it lies in. */
function picturesOf(
  folder: string,
): { readonly path: string; readonly className: string }[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name }) => {
      const inner = join(folder, name);
      if (SIDES.has(name)) return picturesOf(inner);
      return readdirSync(inner)
        .toSorted()
        .map((file) => ({ path: join(inner, file), className: name }));
    });
}
