import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { assetsFolder } from "#engine/base/assets-folder.ts";
import { StudioError } from "#engine/base/errors.ts";
import { checkWeights } from "#engine/graph/check-weights.ts";
import { cutAt } from "#engine/graph/cut.ts";
import { buildModel } from "#engine/models/catalog.ts";
import { PreprocessingSchema } from "#engine/models/weights/model-notes.ts";
import { readSafetensors } from "#engine/models/weights/safetensors.ts";
import type { Backbone } from "./backbone.ts";

/** Id of the backbone that comes with the program, and the name of its two files. */
export const BUILT_IN_BACKBONE = "convolve-mobilenet-v2";

/**
 * `<id>.json`, the model card of a built-in backbone. Beside it lies `<id>.safetensors`: the weights of the body, named
 * `layer/weight` in Keras's layouts, float16 or float32.
 */
const BackboneCardSchema = z.object({
  format: z.literal("convolve-backbone"),
  formatVersion: z.literal(1),
  id: z.string(),
  title: z.string(),
  /** Id in the model catalog, and what it is built with; the number of classes does not matter. */
  architecture: z.string(),
  options: z.object({
    inputSize: z.number().int(),
    width: z.number(),
    channels: z.number().int(),
  }),
  /** The body ends in this layer. */
  featureLayer: z.string(),
  preprocessing: PreprocessingSchema,
  licence: z.string(),
  /** One or two sentences: what it learned from, and how. */
  description: z.string(),
  /** SHA-256 of the safetensors file, hexadecimal. */
  sha256: z.string(),
  /** Further facts for people: data, method, measured figures. */
  card: z.record(z.string(), z.unknown()).optional(),
});
export type BackboneCard = z.infer<typeof BackboneCardSchema>;

/**
 * Loads a backbone that comes with the program.
 * @param folder with the two files; default `assets/backbones` of the program
 * @throws StudioError `models/built-in-missing`, `models/built-in-damaged`
 */
export async function loadBuiltInBackbone(
  id: string = BUILT_IN_BACKBONE,
  folder: string = assetsFolder("backbones"),
): Promise<Backbone> {
  const card = await readCard(id, folder);
  const bytes = await readOrExplain(join(folder, `${id}.safetensors`));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== card.sha256) {
    throw damaged(
      id,
      `its weights have the SHA-256 ${sha256}, not ${card.sha256}`,
    );
  }
  const network = buildModel(card.architecture, card.options);
  const { body } = cutAt(network, card.featureLayer);
  const { tensors } = readSafetensors(bytes);
  checkWeights(body, tensors);
  return {
    id: card.id,
    title: card.title,
    graph: body,
    weights: tensors,
    preprocessing: card.preprocessing,
    licence: card.licence,
    description: card.description,
    fingerprint: sha256,
  };
}

async function readCard(id: string, folder: string): Promise<BackboneCard> {
  const text = (await readOrExplain(join(folder, `${id}.json`))).toString(
    "utf8",
  );
  const parsed = BackboneCardSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw damaged(
    id,
    `its card is not as expected at "${issue?.path.join(".")}" (${issue?.message})`,
  );
}

async function readOrExplain(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new StudioError(
      "models/built-in-missing",
      `The built-in backbone needs the file ${path}, which cannot be read. Install the program again, or choose a model of your own.`,
      { cause },
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(id: string, what: string): StudioError {
  return new StudioError(
    "models/built-in-damaged",
    `The built-in backbone "${id}" is damaged: ${what}. Install the program again.`,
  );
}
