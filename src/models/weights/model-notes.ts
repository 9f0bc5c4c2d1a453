import { z } from "zod";
import {
  PADDINGS,
  RESIZE_MODES,
  standardPreprocessing,
  type InputRange,
  type Preprocessing,
} from "#engine/graph/preprocessing.ts";
import type { ModelFiles } from "./model-files.ts";

/** What lies beside a model and tells how to use it. */
export interface ModelNotes {
  readonly title: string | undefined;
  readonly labels: readonly string[] | undefined;
  readonly preprocessing: Preprocessing;
}

const MAXIMUM_NOTE_BYTES = 5_000_000;
/** What Teachable Machine calls a model that was given no name. */
const UNNAMED = "untitled";

const range = z.tuple([z.number(), z.number(), z.number()]);

/** The form of `preprocessing.json`, as our own exports write it. */
export const PreprocessingSchema: z.ZodType<Preprocessing> = z.object({
  width: z.number().int().min(1).max(16_384),
  height: z.number().int().min(1).max(16_384),
  resize: z.enum(RESIZE_MODES),
  padding: z.enum(PADDINGS).optional(),
  background: range,
  channels: z.enum(["rgb", "bgr", "gray"]),
  divisor: z.array(z.number()).min(1).max(3),
  offset: z.array(z.number()).min(1).max(3),
});

const TeachableMachineSchema = z.object({
  tmVersion: z.string(),
  modelName: z.string().optional(),
  labels: z.array(z.string()).optional(),
});

/**
 * Reads `preprocessing.json`, Teachable Machine's `metadata.json` and `labels.txt` where they are there. Without notes a picture is
 * squashed to the input size with the values that the network is known to expect, else from −1 to 1, the range of Keras's mobile
 * networks; Teachable Machine crops to a square. Notes that do not fit the network are ignored.
 * @param files undefined where there can be no notes
 */
export async function readModelNotes(
  files: ModelFiles | undefined,
  folder: string,
  network: {
    readonly input: readonly number[];
    readonly classes: number;
    readonly range?: InputRange | undefined;
  },
): Promise<ModelNotes> {
  const teachable = TeachableMachineSchema.safeParse(
    await readJsonNote(files, `${folder}metadata.json`),
  ).data;
  const listed =
    teachable?.labels ?? (await readLines(files, `${folder}labels.txt`));
  const given = PreprocessingSchema.safeParse(
    await readJsonNote(files, `${folder}preprocessing.json`),
  ).data;
  const [height = 1, width = 1, channels = 3] = network.input;
  const assumed: Preprocessing = {
    ...standardPreprocessing(width, network.range ?? "minus-one-to-one", {
      ...(channels === 1 && { channels: "gray" }),
      resize: teachable === undefined ? "squash" : "crop",
    }),
    height,
  };
  const fits = given?.width === width && given.height === height;
  return {
    title: teachable?.modelName === UNNAMED ? undefined : teachable?.modelName,
    labels: listed?.length === network.classes ? listed : undefined,
    preprocessing: given !== undefined && fits ? given : assumed,
  };
}

async function readText(
  files: ModelFiles | undefined,
  path: string,
): Promise<string | undefined> {
  if (!files?.paths.includes(path)) return undefined;
  return new TextDecoder().decode(await files.read(path, MAXIMUM_NOTE_BYTES));
}

async function readJsonNote(
  files: ModelFiles | undefined,
  path: string,
): Promise<unknown> {
  const text = await readText(files, path);
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readLines(
  files: ModelFiles | undefined,
  path: string,
): Promise<string[] | undefined> {
  const text = await readText(files, path);
  const lines = text?.split(/\r?\n/).map((line) => line.trim());
  return lines?.filter((line) => line !== "");
}
