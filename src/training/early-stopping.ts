/** Where the watch over the validation loss stands; plain data, part of a checkpoint. */
export interface EarlyStoppingState {
  /** Least loss so far; null before the first epoch. */
  readonly leastLoss: number | null;
  /** Epochs since then. */
  readonly epochsSince: number;
}

export const EARLY_STOPPING_START: EarlyStoppingState = {
  leastLoss: null,
  epochsSince: 0,
};

/** The state after an epoch with this validation loss; a loss that is not a number is never better. */
export function afterEpoch(
  state: EarlyStoppingState,
  loss: number,
): EarlyStoppingState {
  const better = isBetter(loss, state.leastLoss);
  return {
    leastLoss: better ? loss : state.leastLoss,
    epochsSince: better ? 0 : state.epochsSince + 1,
  };
}

/** @param patience epochs without a better loss after which training ends; 0 never ends it */
export function shouldStop(
  state: EarlyStoppingState,
  patience: number,
): boolean {
  return patience > 0 && state.epochsSince >= patience;
}

export function isBetter(loss: number, least: number | null): boolean {
  return Number.isFinite(loss) && (least === null || loss < least);
}
