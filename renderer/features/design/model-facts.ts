import type { ModelSpeed, ModelSummary } from "#api/models.ts";
import {
  formatBytes,
  formatPercent,
  formatRate,
  formatShortCount,
} from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.design;
const BYTES_PER_WEIGHT = 4;

/** `25.6 M · 102 MB`: of the file where it is known, else of the numbers as they lie in memory. */
export function describeSize(
  model: Pick<ModelSummary, "parameters" | "weightsBytes" | "weightsState">,
): string {
  const { total } = model.parameters;
  return `${formatShortCount(total)} · ${formatBytes(weightsBytes(model))}`;
}

export function weightsBytes({
  parameters,
  weightsBytes: bytes,
  weightsState,
}: Pick<ModelSummary, "parameters" | "weightsBytes" | "weightsState">): number {
  return weightsState === "here" && bytes !== null
    ? bytes
    : parameters.total * BYTES_PER_WEIGHT;
}

/** `≈ 120 images/s`, marked where it was not measured; null where nothing is known. */
export function describeSpeed(
  speed: ModelSpeed | undefined,
  of:
    | "forwardImagesPerSecond"
    | "trainingImagesPerSecond" = "forwardImagesPerSecond",
): string | null {
  const perSecond = speed?.[of] ?? null;
  if (speed === undefined || perSecond === null) return null;
  const rate = formatRate(perSecond, text.imagesUnit);
  return speed.isMeasured ? rate : `≈ ${rate}`;
}

/** `74.9 % / 92.1 %`, top-1 and top-5 on ImageNet. */
export function describeAccuracy({
  accuracy,
}: Pick<ModelSummary, "accuracy">): string | null {
  if (accuracy === null) return null;
  const top5 = accuracy.top5 === null ? "–" : formatPercent(accuracy.top5);
  return `${formatPercent(accuracy.top1)} / ${top5}`;
}

export type CardState = "included" | "here" | "get" | "coming" | "none";

/** Where its weights are, in a word. */
export function weightsStateOf({
  shelf,
  weightsState,
}: Pick<ModelSummary, "shelf" | "weightsState">): CardState {
  if (shelf === "built-in") return "included";
  if (shelf === "imported" || weightsState === "here") return "here";
  if (weightsState === "downloading") return "coming";
  return weightsState === null ? "none" : "get";
}
