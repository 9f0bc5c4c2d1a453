import {
  isOfTexts,
  type InputPreprocessing,
} from "#engine/graph/text-preprocessing.ts";
import type { Sample } from "#engine/training/training-set.ts";
import { openCachedPictures, type CachedPictures } from "./cached-pictures.ts";
import type { JobContext } from "./job-context.ts";
import { openTextInputs } from "./text-inputs.ts";

/**
 * Items of the data set as the input of a network, whatever they are; the one place that asks.
 * @param drawnBy augmentation of pictures and its seed; null: as they are
 * @throws StudioError `dataset/unreadable-pictures`
 */
export async function openItemInputs(
  context: JobContext,
  preprocessing: InputPreprocessing,
  samples: readonly Sample[],
  drawnBy: Parameters<typeof openCachedPictures>[3],
): Promise<CachedPictures> {
  if (!isOfTexts(preprocessing)) {
    return openCachedPictures(context, preprocessing, samples, drawnBy);
  }
  const inputs = openTextInputs(context.reader(), preprocessing);
  return { ...inputs, close: () => Promise.resolve() };
}
