import type { WordHeat } from "#api/results.ts";
import { StudioError } from "#engine/base/errors.ts";
import { wordImportance } from "#engine/explain/word-importance.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";
import { isOfTexts } from "#engine/graph/text-preprocessing.ts";
import { showWords } from "#engine/datasets/text/shown-words.ts";
import { readRunConfig, type RunConfig } from "#engine/training/run-files.ts";
import { rankClasses, readText, type NamedItem } from "./classify-items.ts";
import { keptClassifier } from "./trained-classifier.ts";

export interface ExplainTextRequest {
  readonly projectDirectory: string;
  readonly runId: string;
  readonly item: NamedItem;
  readonly classId?: number | undefined;
}

/** Pieces of a text that are shown. */
const SHOWN_WORDS = 2000;

/** What each word of a text speaks for. @throws StudioError `explain/not-of-texts`, `explain/unknown-class`, `text/…`, `run/…` */
export async function explainText(
  request: ExplainTextRequest,
  threads: number | undefined,
): Promise<WordHeat> {
  const { projectDirectory, runId, item, classId } = request;
  const { run, classify } = await keptClassifier(
    projectDirectory,
    runId,
    threads,
  );
  const preprocessing = requireTokens(run.config);
  const { words, label, probabilities } = await wordImportance(
    await readText(item),
    preprocessing,
    classify,
    labelOf(run.config, classId),
  );
  return {
    words: words
      .slice(0, SHOWN_WORDS)
      .map(({ text, isKnown, isSeen, importance }) => ({
        text,
        isKnown,
        isSeen,
        importance,
      })),
    omitted: Math.max(0, words.length - SHOWN_WORDS),
    classId: run.config.classes[label]!.id,
    probabilities: rankClasses(run.config, probabilities),
  };
}

/** Which words of a text a run knows and sees. @throws StudioError `explain/not-of-texts`, `text/…`, `run/…` */
export async function readWords({
  projectDirectory,
  runId,
  item,
}: Omit<ExplainTextRequest, "classId">): Promise<{
  words: { text: string; isKnown: boolean; isSeen: boolean }[];
}> {
  const config = await readRunConfig(projectDirectory, runId);
  const words = showWords(await readText(item), requireTokens(config));
  return {
    words: words
      .slice(0, SHOWN_WORDS)
      .map(({ text, isKnown, isSeen }) => ({ text, isKnown, isSeen })),
  };
}

/** @throws StudioError `explain/not-of-texts` */
function requireTokens({
  preprocessing,
}: Pick<RunConfig, "preprocessing">): TokenPreprocessing {
  if (isOfTexts(preprocessing) && preprocessing.kind === "tokens") {
    return preprocessing;
  }
  throw new StudioError(
    "explain/not-of-texts",
    "Expected a run that reads texts. Received: one that looks at pictures. Ask for its heat map instead.",
  );
}

function labelOf(
  { classes }: RunConfig,
  classId: number | undefined,
): number | undefined {
  if (classId === undefined) return undefined;
  const label = classes.findIndex(({ id }) => id === classId);
  if (label >= 0) return label;
  throw new StudioError(
    "explain/unknown-class",
    "The run does not know this class: it was made, or got its first items, after the training. Choose another class, or train again.",
  );
}
