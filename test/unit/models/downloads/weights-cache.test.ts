import { execFile } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, it } from "vitest";

import { StudioError } from "#engine/base/errors.ts";
import { downloadWeights } from "#engine/models/downloads/download-weights.ts";
import { importWeightsFile } from "#engine/models/downloads/import-weights-file.ts";
import {
  begunBytes,
  cachedFile,
  cachedWeights,
  removeCachedWeights,
  requireUnchanged,
  suitableCachedWeights,
} from "#engine/models/downloads/weights-cache.ts";
import {
  fileNameOf,
  weightsById,
  type PublishedWeights,
} from "#engine/models/downloads/weights-manifest.ts";
import { serveFile } from "#test/helpers/file-server.ts";
import { temporaryFolder } from "#test/helpers/temporary-folder.ts";

const CONTENT = randomBytes(100_000);
const MD5 = createHash("md5").update(CONTENT).digest("hex");
const SHA256 = createHash("sha256").update(CONTENT).digest("hex");

/** A set of the manifest, as if its publisher stated this hash for the body. */
function withHash(value: string): PublishedWeights {
  const weights = weightsById("keras-resnet-50");
  return {
    ...weights,
    body: { ...weights.body, hash: { algorithm: "md5", value } },
  };
}

const UNHASHED = weightsById("mobilenet-v2-0.35-96");

async function setUp(weights: PublishedWeights) {
  const checked: string[] = [];
  const folder = await temporaryFolder();
  return {
    checked,
    folder,
    options: {
      weights,
      part: "body" as const,
      folder,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      check: async (path: string) => void checked.push(path),
      limits: { retryDelaysMs: [] },
    },
  };
}

describe("downloadWeights", () => {
  it("keeps a file that has the publisher's hash, and fetches it once", async () => {
    const server = await serveFile(CONTENT);
    const { options, folder, checked } = await setUp(withHash(MD5));
    const settings = { mirror: `${server.origin}/copy/` };
    const first = await downloadWeights({ ...options, settings });
    expect(first.record).toMatchObject({
      weights: "keras-resnet-50",
      sha256: SHA256,
      bytes: CONTENT.length,
      checkedBy: "published-hash",
    });
    expect(await readFile(first.path)).toEqual(CONTENT);
    expect(server.paths).toEqual([
      "/copy/tensorflow/keras-applications/resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
    ]);
    expect(checked.length).toBe(1);
    await downloadWeights({ ...options, settings });
    expect(server.paths.length).toBe(1);
    expect((await readdir(folder)).filter((n) => /part/.test(n))).toEqual([]);
  });

  it("keeps nothing of a file with another hash", async () => {
    const server = await serveFile(CONTENT);
    const weights = withHash("0".repeat(32));
    const { options, folder, checked } = await setUp(weights);
    await expect(
      downloadWeights({ ...options, settings: { mirror: server.origin } }),
    ).rejects.toMatchObject({
      code: "models/wrong-hash",
      message: expect.stringContaining(MD5),
    });
    expect(checked).toEqual([]);
    expect(await cachedFile(folder, weights, "body")).toBeNull();
    expect(await begunBytes(folder, weights, "body")).toBe(0);
  });

  it("looks at shapes and answers where there is no published hash, and keeps the SHA-256 for later", async () => {
    const server = await serveFile(CONTENT);
    const { options, checked, folder } = await setUp(UNHASHED);
    const cached = await downloadWeights({
      ...options,
      settings: { mirror: server.origin },
    });
    expect(cached.record).toMatchObject({
      checkedBy: "shapes-and-answers",
      sha256: SHA256,
    });
    expect(checked.length).toBe(1);
    await requireUnchanged(cached);
    await writeFile(cached.path, randomBytes(CONTENT.length));
    await expect(requireUnchanged(cached)).rejects.toMatchObject({
      code: "models/weights-changed",
    });
    await writeFile(cached.path, CONTENT.subarray(1));
    expect(await cachedWeights(folder, UNHASHED)).toBeNull();
  });

  it("keeps nothing of a file that fails the look", async () => {
    const server = await serveFile(CONTENT);
    const { options, folder } = await setUp(UNHASHED);
    await expect(
      downloadWeights({
        ...options,
        settings: { mirror: server.origin },
        check: () => Promise.reject(new StudioError("weights/other", "Other.")),
      }),
    ).rejects.toMatchObject({ code: "weights/other" });
    expect(await begunBytes(folder, UNHASHED, "body")).toBe(0);
  });

  it("lets two processes fetch a file once", async () => {
    const server = await serveFile(CONTENT, { pauseMs: 60 });
    const { options, folder } = await setUp(withHash(MD5));
    const { weights, part } = options;
    const entry = join(
      import.meta.dirname.replace(/test[\\/]unit.*/, "test"),
      "helpers",
      "download-weights-entry.ts",
    );
    const given = JSON.stringify({
      weights,
      part,
      folder,
      settings: { mirror: server.origin },
    });
    const run = async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        entry,
        given,
      ]);
      return JSON.parse(stdout) as { sha256: string };
    };
    const both = await Promise.all([run(), run()]);
    expect(both.map(({ sha256 }) => sha256)).toEqual([SHA256, SHA256]);
    expect(server.paths.length).toBe(1);
  });

  it("refuses a mirror that is not protected", async () => {
    const { options } = await setUp(UNHASHED);
    await expect(
      downloadWeights({
        ...options,
        settings: { mirror: "http://files.example" },
      }),
    ).rejects.toMatchObject({ code: "models/bad-mirror" });
  });
});

describe("importWeightsFile", () => {
  it("takes a file under its published name, also as a browser renames it", async () => {
    const { options, folder, checked } = await setUp(UNHASHED);
    const name = fileNameOf(UNHASHED, "body");
    const path = join(await temporaryFolder(), name.replace(".h5", " (1).h5"));
    await writeFile(path, CONTENT);
    const cached = await importWeightsFile({ ...options, path });
    expect(cached.weights.id).toBe(UNHASHED.id);
    expect(cached.part).toBe("body");
    expect(checked.length).toBe(1);
    expect(await readFile(path)).toEqual(CONTENT);
    expect((await cachedWeights(folder, UNHASHED))?.path).toBe(cached.path);
  });

  it("refuses a file that has a published name and not its hash", async () => {
    const { options } = await setUp(UNHASHED);
    const resnet = weightsById("keras-resnet-50");
    const path = join(await temporaryFolder(), fileNameOf(resnet, "body"));
    await writeFile(path, CONTENT);
    await expect(importWeightsFile({ ...options, path })).rejects.toMatchObject(
      { code: "models/wrong-hash" },
    );
  });

  it("refuses a file that nobody published, and a folder", async () => {
    const { options, folder } = await setUp(UNHASHED);
    const path = join(await temporaryFolder(), "mine.h5");
    await writeFile(path, CONTENT);
    for (const wrong of [path, folder]) {
      await expect(
        importWeightsFile({ ...options, path: wrong }),
      ).rejects.toMatchObject({ code: "models/unknown-weights-file" });
    }
    await expect(
      importWeightsFile({ ...options, path: `${path}.gone` }),
    ).rejects.toMatchObject({ code: "storage/not-found" });
    const named = await importWeightsFile({
      ...options,
      path,
      id: "mobilenet-0.25-128",
    });
    expect(named).toMatchObject({
      part: "whole",
      weights: { id: "mobilenet-0.25-128" },
    });
  });
});

describe("the cache", () => {
  it("gives the nearest of what is here, and forgets what is removed", async () => {
    const { options, folder } = await setUp(UNHASHED);
    const path = join(await temporaryFolder(), fileNameOf(UNHASHED, "body"));
    await writeFile(path, CONTENT);
    await importWeightsFile({ ...options, path });
    const found = await suitableCachedWeights(folder, "mobilenet-v2", {
      width: 0.35,
      inputSize: 224,
    });
    expect(found?.weights.id).toBe("mobilenet-v2-0.35-96");
    expect(
      await suitableCachedWeights(folder, "mobilenet-v2", { width: 1 }),
    ).toBeNull();
    expect(await removeCachedWeights(folder, UNHASHED)).toBe(true);
    expect(await removeCachedWeights(folder, UNHASHED)).toBe(false);
    expect(await suitableCachedWeights(folder, "mobilenet-v2", {})).toBeNull();
  });
});
