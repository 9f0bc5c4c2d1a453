import type { League, LeagueCandidate, LeagueEntry } from "#api/league.ts";
import { CancelledError } from "#engine/base/cancellation.ts";
import { describeError, StudioError } from "#engine/base/errors.ts";
import type { TensorMap } from "#engine/base/tensor.ts";
import { measureForward } from "#engine/compute/measure-device.ts";
import { accuracy } from "#engine/evaluation/accuracy.ts";
import { projectPaths } from "#engine/storage/project-paths.ts";
import { requireEnough } from "#engine/training/baseline.ts";
import { crossValidateHead } from "#engine/training/cross-validate.ts";
import { readPooledFeatures } from "#engine/training/pooled-features.ts";
import { stratifiedChoice } from "#engine/training/stratified-choice.ts";
import {
  labelsOf,
  readTrainingSet,
  type Sample,
} from "#engine/training/training-set.ts";
import { transferStart } from "./chosen-model.ts";
import { openItemInputs } from "./item-inputs.ts";
import type { JobContext } from "./job-context.ts";
import { openJobDevice } from "./job-device.ts";
import { chosenCandidates, loadCandidate } from "./league-candidates.ts";
import {
  LEAGUE_DOCUMENT,
  LeagueDocumentSchema,
  leagueKey,
  type LeagueDocument,
} from "./league-document.ts";

export interface LeagueParameters {
  /** Ids of candidates; default: all. */
  readonly candidates?: readonly string[] | undefined;
}

/** Enough to tell networks apart by three per cent, and few enough for a minute or two each. */
const MOST_PICTURES = 1000;
const SEED = 0;

/**
 * Ranks pretrained networks by what a plain head on their features reaches, as the instant baseline does with one. After each network the
 * league is written, so that a cancel loses one network at most. Test pictures are not looked at.
 * @throws CancelledError, StudioError `league/…`, `baseline/too-few-pictures`; what the last network failed with when all have
 */
export async function probeNetworks(
  { candidates: ids }: LeagueParameters,
  context: JobContext,
): Promise<Pick<League, "entries" | "failures" | "pictures">> {
  const candidates = await chosenCandidates(ids, context.environment);
  const reader = context.reader();
  const key = leagueKey(reader);
  const set = readTrainingSet(reader);
  const samples = stratifiedChoice(
    [...set.train, ...set.validation],
    MOST_PICTURES,
    SEED,
  );
  requireEnough(samples, set.classes.length);
  let league = keptLeague(reader.document(LEAGUE_DOCUMENT), key, samples);
  let succeeded = 0;
  for (const [index, candidate] of candidates.entries()) {
    const of = `${candidate.name} (${index + 1} of ${candidates.length})`;
    try {
      const entry = await probe(candidate, samples, set.classes.length, {
        ...context,
        onProgress: (progress) =>
          context.onProgress({
            ...progress,
            phase: `${of}: ${progress.phase}`,
          }),
      });
      league = withEntry(league, entry);
      succeeded++;
    } catch (error) {
      const isLastHope = succeeded === 0 && index === candidates.length - 1;
      if (isLastHope || !isFailureOfOne(error)) throw error;
      const { message } = describeError(error);
      league = withFailure(league, candidate.name, message);
    }
    await context.emit("setDocument", { name: LEAGUE_DOCUMENT, value: league });
    context.tell({ type: "league" });
  }
  const { entries, failures, pictures } = league;
  return { entries, failures, pictures };
}

async function probe(
  candidate: LeagueCandidate,
  samples: readonly Sample[],
  classCount: number,
  context: JobContext,
): Promise<LeagueEntry> {
  const { environment, onProgress } = context;
  const backbone = await loadCandidate(candidate, environment);
  const start = transferStart(backbone);
  const { model, inputSize, width } = candidate;
  const executor = await openJobDevice(
    context,
    { model, inputSize, ...(width === null ? {} : { width }) },
    "forward",
  );
  const control = { signal: context.signal, ...context.control };
  const pictures = await openItemInputs(
    context,
    start.preprocessing,
    samples,
    null,
  );
  try {
    const features = await readPooledFeatures({
      samples,
      backbone: start,
      pictures,
      executor,
      threads: environment.threads,
      folder: projectPaths(context.projectDirectory).features,
      control,
      onProgress,
    });
    const { scored } = await crossValidateHead(
      features,
      labelsOf(samples),
      classCount,
      {
        seed: SEED,
        control,
        onFold: (done, total) =>
          onProgress({ phase: "Cross-validating", done, total, unit: "folds" }),
      },
    );
    // Apart from the features, which can come from the cache and then take no time.
    const speed = await measureForward(executor, {
      graph: backbone.graph,
      weights: backbone.weights,
      threads: environment.threads,
    });
    return {
      ...candidate,
      accuracy: accuracy(scored),
      secondsPer100: 100 / speed,
      weightsBytes: bytesOf(backbone.weights),
    };
  } finally {
    await pictures.close();
  }
}

/** A network that cannot be probed does not end the league; a cancel does. */
function isFailureOfOne(error: unknown): boolean {
  return error instanceof StudioError && !(error instanceof CancelledError);
}

/** What is known already, if it speaks of the same pictures. */
function keptLeague(
  stored: unknown,
  key: string,
  samples: readonly Sample[],
): LeagueDocument {
  const parsed = LeagueDocumentSchema.safeParse(stored);
  const isSame = parsed.success && parsed.data.labelsKey === key;
  return {
    entries: isSame ? parsed.data.entries : [],
    pictures: samples.length,
    failures: [],
    labelsKey: key,
  };
}

function withEntry(league: LeagueDocument, entry: LeagueEntry): LeagueDocument {
  const others = league.entries.filter(({ id }) => id !== entry.id);
  const entries = [...others, entry].toSorted(
    (left, right) => right.accuracy.value - left.accuracy.value,
  );
  return { ...league, entries };
}

function withFailure(
  league: LeagueDocument,
  name: string,
  message: string,
): LeagueDocument {
  return { ...league, failures: [...league.failures, { name, message }] };
}

function bytesOf(weights: TensorMap): number {
  return [...weights.values()].reduce(
    (sum, { data }) => sum + data.byteLength,
    0,
  );
}
