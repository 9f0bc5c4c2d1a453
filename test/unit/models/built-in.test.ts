import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cutAt } from "#engine/graph/cut.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import {
  loadBuiltInBackbone,
  type BackboneCard,
} from "#engine/models/backbones/built-in.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { writeSafetensors } from "#engine/models/weights/safetensors.ts";

const OPTIONS = { inputSize: 64, width: 0.1, channels: 3 };
const { body } = cutAt(buildModel("mobilenet-v2", OPTIONS), "out_relu");
const BYTES = writeSafetensors(initializeWeights(body, 1), { type: "F16" });
const CARD: BackboneCard = {
  format: "convolve-backbone",
  formatVersion: 1,
  id: "small",
  title: "Small",
  architecture: "mobilenet-v2",
  options: OPTIONS,
  featureLayer: "out_relu",
  preprocessing: standardPreprocessing(64, "minus-one-to-one"),
  licence: "Apache-2.0",
  description: "Random weights.",
  sha256: createHash("sha256").update(BYTES).digest("hex"),
};
let folder = "";

async function write(card: unknown, bytes: Uint8Array): Promise<void> {
  await writeFile(join(folder, "small.json"), JSON.stringify(card));
  await writeFile(join(folder, "small.safetensors"), bytes);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "convolve-built-in-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe("loadBuiltInBackbone", () => {
  it("reads card and weights", async () => {
    await write(CARD, BYTES);
    const backbone = await loadBuiltInBackbone("small", folder);
    expect(backbone.graph).toEqual(body);
    expect(backbone.fingerprint).toBe(CARD.sha256);
    expect(backbone.weights.size).toBe(initializeWeights(body, 1).size);
  });

  it("refuses other weights, another card and missing files", async () => {
    await write(CARD, BYTES.subarray(0, -2));
    const load = () => loadBuiltInBackbone("small", folder);
    await expect(load()).rejects.toThrow(/SHA-256/);
    await write({ ...CARD, licence: 3 }, BYTES);
    await expect(load()).rejects.toThrow(/"licence"/);
    await expect(loadBuiltInBackbone("none", folder)).rejects.toThrow(
      expect.objectContaining({ code: "models/built-in-missing" }),
    );
  });
});
