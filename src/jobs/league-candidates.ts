import type { LeagueCandidate } from "#api/league.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import {
  BUILT_IN_BACKBONE,
  loadBuiltInBackbone,
} from "#engine/models/backbones/built-in.ts";
import { allCachedWeights } from "#engine/models/downloads/weights-cache.ts";
import { findBackbone } from "./chosen-model.ts";
import { listImportedBackbones } from "./imported-backbones.ts";
import type { ModelFolders } from "./process-messages.ts";
import { loadPublishedBackbone, titleOf } from "./published-backbone.ts";

/** Every pretrained network whose weights are here: the built-in one, imported ones, and published ones that were fetched. */
export async function leagueCandidates({
  modelsFolder,
  weightsFolder,
}: ModelFolders): Promise<LeagueCandidate[]> {
  const builtIn = await loadBuiltInBackbone().catch(() => null);
  const imported = await listImportedBackbones(modelsFolder);
  const cached = (await allCachedWeights(weightsFolder)).map(
    ({ weights }) => weights,
  );
  // Body and whole network can both be here.
  const published = cached.filter((weights, index) =>
    cached.every((other, at) => at >= index || other.id !== weights.id),
  );
  return [
    ...(builtIn === null ? [] : [describe(builtIn, "built-in")]),
    ...imported.map((card) => describe(card, "imported")),
    ...published.map((weights) => ({
      id: weights.id,
      name: `${titleOf(weights)} at ${weights.inputSize} px`,
      shelf: "pretrained" as const,
      model: weights.model,
      width: weights.width,
      inputSize: weights.inputSize,
    })),
  ];
}

function describe(
  {
    id,
    title,
    preprocessing,
  }: Pick<Backbone, "id" | "title" | "preprocessing">,
  shelf: "built-in" | "imported",
): LeagueCandidate {
  const { width: inputSize } = preprocessing;
  const name = `${title} at ${inputSize} px`;
  return { id, name, shelf, model: id, width: null, inputSize };
}

/**
 * The candidates of these ids, in their own order; default: all.
 * @throws StudioError `league/unknown-model`, `league/no-models`
 */
export async function chosenCandidates(
  ids: readonly string[] | undefined,
  folders: ModelFolders,
): Promise<LeagueCandidate[]> {
  const all = await leagueCandidates(folders);
  const unknown = ids?.find((id) => all.every((one) => one.id !== id));
  if (unknown !== undefined) {
    throw new StudioError(
      "league/unknown-model",
      `The league compares pretrained networks whose weights are on this machine. Received: "${unknown}". Here are ${all.map(({ id }) => id).join(", ") || "none"}; get others in the Model screen or with "convolve weights download".`,
    );
  }
  if (all.length === 0) {
    throw new StudioError(
      "league/no-models",
      `The league needs at least one pretrained network whose weights are on this machine. Received: none, and "${BUILT_IN_BACKBONE}" cannot be read. Install the program again, or get weights in the Model screen.`,
    );
  }
  return all.filter(({ id }) => ids === undefined || ids.includes(id));
}

/** @throws StudioError `models/…` when its weights are gone or have changed */
export async function loadCandidate(
  { shelf, model, width, inputSize }: LeagueCandidate,
  { modelsFolder, weightsFolder }: ModelFolders,
): Promise<Backbone> {
  if (shelf === "pretrained") {
    const wish = { model, width: width ?? 1, inputSize };
    return loadPublishedBackbone(wish, weightsFolder);
  }
  const backbone = await findBackbone(model, modelsFolder);
  if (backbone !== null) return backbone;
  throw new StudioError(
    "models/unknown",
    `The network "${model}" is no longer in your collection. Import it again, or leave it out.`,
  );
}
