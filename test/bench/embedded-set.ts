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
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import { readComponents } from "#engine/training/components.ts";
import type { FeatureMatrix } from "#engine/training/logistic-head.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { testDataPath } from "#test/helpers/test-data.ts";

export interface EmbeddedSet {
  readonly classes: readonly string[];
  readonly paths: readonly string[];
  readonly labels: Int32Array;
  readonly embeddings: Embeddings;
  /** What heads learn from, and the name of the network that it is from. */
  readonly components: FeatureMatrix;
  readonly network: string;
}

/** `other`: the backbone of Teachable Machine, MobileNetV2 0.35 by ImageNet, as a person may have imported it. */
export type BenchNetwork = "built-in" | "other";

const OTHER_NETWORK = ["teachable-machine", "image-model.zip"];

/** A picture file and the class that it is given. */
export interface PictureFile {
  readonly path: string;
  readonly className: string;
}

/** Every picture of a real data set of class folders, with or without folders of sides above them. */
export function readEmbeddedSet(
  name: string,
  network: BenchNetwork = "built-in",
): Promise<EmbeddedSet> {
  return embedPictures(pictureFiles(name), network);
}

export function pictureFiles(name: string): readonly PictureFile[] {
  return picturesOf(testDataPath("datasets", name));
}

/** What a network sees in these pictures. Pixels and features are kept in the temporary folder for the next time. */
export async function embedPictures(
  found: readonly PictureFile[],
  network: BenchNetwork = "built-in",
): Promise<EmbeddedSet> {
  const projectDirectory = join(tmpdir(), "convolve-bench-embeddings", network);
  await mkdir(projectDirectory, { recursive: true });
  const classes = [
    ...new Set(found.map((entry) => entry.className)),
  ].toSorted();
  const samples: Sample[] = found.map(({ path, className }, imageId) => ({
    imageId,
    sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    label: classes.indexOf(className),
  }));
  const { id, title, graph, weights, preprocessing } =
    network === "built-in"
      ? await loadBuiltInBackbone()
      : await loadBackbone(testDataPath("weights", ...OTHER_NETWORK));
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
    const request = {
      samples,
      backbone: {
        id,
        name: title,
        method: "transfer" as const,
        graph,
        weights,
        preprocessing,
      },
      pictures: {
        read: (batch: readonly Sample[], variant: number | null) =>
          pictures.read(batch, variant),
      },
      executor: createOnnxExecutor(),
      folder: join(projectDirectory, "features"),
      control: UNCONTROLLED,
    };
    const embeddings = await computeEmbeddings(request);
    const components = await readComponents({ ...request, seed: 0 });
    return {
      classes,
      paths: found.map(({ path }) => path),
      labels: Int32Array.from(samples, ({ label }) => label),
      embeddings,
      components,
      network: title,
    };
  } finally {
    await pictures.close();
  }
}

const SIDES = new Set(["train", "validation", "test"]);

/** A picture's class is the folder that it lies in. */
function picturesOf(folder: string): PictureFile[] {
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
