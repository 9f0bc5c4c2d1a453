import { copyFile, stat } from "node:fs/promises";
import { basename } from "node:path";

import { StudioError } from "#engine/base/errors.ts";
import { toStorageError } from "#engine/storage/storage-errors.ts";
import { hashFile, type FileDigests } from "./hash-file.ts";
import { installWeights, type InstallOptions } from "./install-weights.ts";
import { removePart } from "./resume-record.ts";
import type { CachedWeights } from "./weights-cache.ts";
import {
  fileNameOf,
  publishedWeights,
  weightsById,
  type PublishedWeights,
  type WeightsPart,
} from "./weights-manifest.ts";

export interface ImportWeightsOptions extends Omit<
  InstallOptions,
  "weights" | "part"
> {
  /** The publisher's file, fetched by other means. */
  readonly path: string;
  /** Id of the set that it is; default: told by its hash, or by its name. */
  readonly id?: string | undefined;
}

const PARTS: readonly WeightsPart[] = ["body", "whole"];

/**
 * Takes a published file that was fetched by other means into the cache: a copy, checked as a download is.
 * @throws StudioError `models/unknown-weights-file`, as `installWeights`
 */
export async function importWeightsFile(
  options: ImportWeightsOptions,
): Promise<CachedWeights> {
  const { path, signal, onProgress } = options;
  onProgress({ phase: "Reading the file", done: 0, unit: "" });
  const facts = await stat(path).catch((error: unknown) => {
    throw toStorageError(error, `The file ${path}`);
  });
  if (!facts.isFile()) throw unknownFile(path);
  const digests = await hashFile(path, signal);
  const { weights, part } = identify(path, digests, options.id);
  return installWeights({ ...options, weights, part }, async (partFile) => {
    await removePart(partFile);
    await copyFile(path, partFile).catch((error: unknown) => {
      throw toStorageError(error, `The file ${partFile}`);
    });
  });
}

interface Identity {
  readonly weights: PublishedWeights;
  readonly part: WeightsPart;
}

function identify(
  path: string,
  digests: FileDigests,
  id: string | undefined,
): Identity {
  const all = allFiles(
    id === undefined ? publishedWeights() : [weightsById(id)],
  );
  const name = nameAsPublished(path);
  const found =
    all.find(({ weights, part }) => {
      const { hash } = weights[part];
      return hash !== null && digests[hash.algorithm] === hash.value;
    }) ??
    all.find(({ weights, part }) => fileNameOf(weights, part) === name) ??
    (id === undefined ? undefined : byNameAlone(all, name));
  if (found) return found;
  throw unknownFile(path);
}

/** A file of any name that is said to be a set: with `no_top` or `notop` in its name it is the body. */
function byNameAlone(
  all: readonly Identity[],
  name: string,
): Identity | undefined {
  const part = /no-?_?top/i.test(name) ? "body" : "whole";
  return all.find((identity) => identity.part === part);
}

function allFiles(sets: readonly PublishedWeights[]): readonly Identity[] {
  return sets.flatMap((weights) => PARTS.map((part) => ({ weights, part })));
}

/** As it was before a browser made `name (1).h5` of it. */
function nameAsPublished(path: string): string {
  return basename(path).replace(/ ?\(\d+\)(?=\.[a-z0-9]+$)/i, "");
}

function unknownFile(path: string): StudioError {
  return new StudioError(
    "models/unknown-weights-file",
    `"${basename(path)}" is none of the files that Keras publishes, neither by its hash nor by its name. Expected one that "convolve weights list" shows, under its own name; a model of your own is imported in the Model screen instead.`,
  );
}
