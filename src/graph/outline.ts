import type { Shape } from "./shapes.ts";

/** One stage of a network as a small picture shows it. */
export interface OutlineStage {
  /** Extent in space: the longer side of a picture, the length of a sequence, 1 for a vector. */
  readonly side: number;
  readonly channels: number;
}

/** More cannot be told apart in a picture of a card. */
const MOST_STAGES = 12;

/**
 * A network as a few volumes that shrink in space and grow in depth: the input, then one stage for each extent in space with the most
 * channels that its layers reach, sampled evenly where there are more than twelve.
 * @param outputs shapes of the layers' values in their order, without the batch
 */
export function networkOutline(
  input: Shape,
  outputs: readonly Shape[],
): OutlineStage[] {
  const stages = [stageOf(input)];
  for (const shape of outputs) {
    const stage = stageOf(shape);
    const last = stages.at(-1) as OutlineStage;
    const isInput = stages.length === 1;
    if (isInput || stage.side !== last.side) stages.push(stage);
    else if (stage.channels > last.channels) stages[stages.length - 1] = stage;
  }
  if (stages.length <= MOST_STAGES) return stages;
  return Array.from({ length: MOST_STAGES }, (_, index) => {
    const at = (index * (stages.length - 1)) / (MOST_STAGES - 1);
    return stages[Math.round(at)] as OutlineStage;
  });
}

function stageOf(shape: Shape): OutlineStage {
  const channels = shape.at(-1) ?? 1;
  return { side: Math.max(1, ...shape.slice(0, -1)), channels };
}
