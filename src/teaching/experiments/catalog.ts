import { StudioError } from "#engine/base/errors.ts";
import type { Experiment } from "./experiment.ts";
import { headAgainstPooling } from "./head-against-pooling.ts";
import { plainAgainstResidual } from "./plain-against-residual.ts";
import { shiftedDigits } from "./shifted-digits.ts";

/** The arguments of the course that can be run, by their ids. */
export const EXPERIMENT_CATALOG = {
  "shifted-digits": shiftedDigits,
  "fully-connected-head-against-pooling": headAgainstPooling,
  "plain-against-residual": plainAgainstResidual,
} satisfies Record<string, Experiment>;

export type ExperimentId = keyof typeof EXPERIMENT_CATALOG;

/** The experiment of an id as typed by a person. @throws StudioError `experiments/unknown` listing the ids there are. */
export function experimentOf(id: string): Experiment {
  if (Object.hasOwn(EXPERIMENT_CATALOG, id)) {
    return EXPERIMENT_CATALOG[id as ExperimentId];
  }
  throw new StudioError(
    "experiments/unknown",
    `There is no experiment "${id}". The experiments are ${Object.keys(EXPERIMENT_CATALOG).join(", ")}. Use one of these.`,
  );
}
