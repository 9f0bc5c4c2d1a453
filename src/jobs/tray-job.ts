import { fuzzyGraph } from "#engine/curation/fuzzy-graph.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";
import {
  chosenEmbeddings,
  nearestNeighbours,
} from "#engine/curation/neighbours.ts";
import { suggestLabels } from "#engine/curation/suggest-labels.ts";
import {
  DOUBT_COUNTS_FROM,
  trayOrder,
  uncertainties,
} from "#engine/curation/tray-order.ts";
import { indexOfLargest } from "#engine/evaluation/scored-labels.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import {
  TRAY_RUN_ID,
  type NewPrediction,
} from "#engine/storage/index-types.ts";
import { embedPictures } from "./embed-pictures.ts";
import type { JobContext } from "./job-context.ts";
import { savePredictions } from "./save-predictions.ts";
import {
  TRAY_DOCUMENT,
  TRAY_LIST,
  trayKey,
  type TrayDocument,
} from "./tray-document.ts";

/** Nobody labels more at a sitting, and the index takes so many in one go. */
const LONGEST_TRAY = 20_000;
const NEIGHBOURS = 14;

/** Orders the unlabelled pictures by what a model would learn from them, and suggests labels where there are some to learn from. */
export async function orderTray(
  _parameters: Record<string, never>,
  context: JobContext,
): Promise<Omit<TrayDocument, "key">> {
  const reader = context.reader();
  const key = trayKey(reader);
  const unlabelled = reader.unlabelledCount();
  const learntFrom = unlabelled === 0 ? 0 : await fillTray(context);
  if (unlabelled === 0) await saveTray(context, [], []);
  const document = { key, unlabelled, learntFrom };
  await context.emit("setDocument", { name: TRAY_DOCUMENT, value: document });
  return { unlabelled, learntFrom };
}

/** @returns the number of labelled pictures that were learnt from */
async function fillTray(context: JobContext): Promise<number> {
  const { signal, onProgress, environment } = context;
  const rows = await readRows(context);
  const neighbours = await nearestNeighbours(rows.embeddings, {
    k: NEIGHBOURS,
    threads: environment.threads,
    signal,
    onProgress,
  });
  const suggestions = await suggest(context, rows);
  const uncertainty = new Float32Array(rows.labels.length).fill(1);
  if (suggestions !== null) {
    uncertainties(suggestions.probabilities, rows.classIds.length).forEach(
      (value, i) => (uncertainty[rows.unlabelled[i] as number] = value),
    );
  }
  const order = trayOrder({
    graph: fuzzyGraph(neighbours),
    isLabelled: Uint8Array.from(rows.labels, (label) => (label < 0 ? 0 : 1)),
    uncertainty,
    limit: LONGEST_TRAY,
    alternates:
      suggestions !== null &&
      suggestions.learntFrom >= DOUBT_COUNTS_FROM * rows.classIds.length,
  });
  const entries = order.map(({ row, gain }, rank) => ({
    imageId: rows.embeddings.imageIds[row] as number,
    rank,
    details: { gain },
  }));
  const predictions =
    suggestions === null
      ? []
      : order.map(({ row }) => toPrediction(row, rows, suggestions));
  await saveTray(context, entries, predictions);
  return suggestions?.learntFrom ?? 0;
}

async function saveTray(
  { emit }: JobContext,
  entries: readonly { imageId: number; rank: number; details: unknown }[],
  predictions: readonly NewPrediction[],
): Promise<void> {
  await savePredictions({ emit }, TRAY_RUN_ID, null, predictions);
  await emit("replaceRanking", { list: TRAY_LIST, entries });
}

interface TrayRows {
  readonly embeddings: Embeddings;
  /** Position of each row's class in `classIds`; −1 for an unlabelled one. */
  readonly labels: Int32Array;
  /** Rows without a label. */
  readonly unlabelled: Int32Array;
  readonly classIds: readonly number[];
  readonly unlabelledClassId: number;
}

/** Without the test side while it is sealed. */
async function readRows(context: JobContext): Promise<TrayRows> {
  const embeddings = await embedPictures(context);
  const reader = context.reader();
  const classIds = reader
    .classes()
    .filter(({ count }) => count > 0)
    .map(({ id }) => id);
  const labelOf = labelsById(reader, classIds);
  const rows = Int32Array.from(embeddings.imageIds.keys()).filter((row) =>
    labelOf.has(embeddings.imageIds[row] as number),
  );
  const chosen = chosenEmbeddings(embeddings, rows);
  const labels = chosen.imageIds.map((id) => labelOf.get(id) as number);
  return {
    embeddings: chosen,
    labels,
    unlabelled: Int32Array.from(labels.keys()).filter(
      (row) => (labels[row] as number) < 0,
    ),
    classIds,
    unlabelledClassId: reader.unlabelledClassId() as number,
  };
}

function labelsById(
  reader: IndexReader,
  classIds: readonly number[],
): Map<number, number> {
  const isTestOpen = reader.isTestOpen();
  const positions = new Map(classIds.map((id, index) => [id, index]));
  const labels = new Map<number, number>();
  for (const { id, classId, split } of reader.labels()) {
    if (split === "test" && !isTestOpen) continue;
    labels.set(id, positions.get(classId) as number);
  }
  for (const id of reader.imageIds({ labelled: "no" })) labels.set(id, -1);
  return labels;
}

interface Suggestions {
  /** [unlabelled rows × classes] */
  readonly probabilities: Float32Array;
  /** Row → its place among the unlabelled ones. */
  readonly placeOf: Int32Array;
  readonly learntFrom: number;
}

/** Null until two classes have pictures. */
async function suggest(
  { signal, control, onProgress }: JobContext,
  { embeddings, labels, unlabelled, classIds }: TrayRows,
): Promise<Suggestions | null> {
  const labelled = Int32Array.from(labels.keys()).filter(
    (row) => (labels[row] as number) >= 0,
  );
  const given = labelled.map((row) => labels[row] as number);
  if (new Set(given).size < 2) return null;
  onProgress({ phase: "Suggesting labels", done: 0, total: 1, unit: "steps" });
  const probabilities = await suggestLabels(
    embeddings,
    labelled,
    given,
    classIds.length,
    unlabelled,
    { signal, ...control },
  );
  const placeOf = new Int32Array(labels.length).fill(-1);
  unlabelled.forEach((row, place) => (placeOf[row] = place));
  return { probabilities, placeOf, learntFrom: labelled.length };
}

function toPrediction(
  row: number,
  { embeddings, classIds, unlabelledClassId }: TrayRows,
  { probabilities, placeOf }: Suggestions,
): NewPrediction {
  const start = (placeOf[row] as number) * classIds.length;
  const own = probabilities.slice(start, start + classIds.length);
  const choice = indexOfLargest(own);
  return {
    imageId: embeddings.imageIds[row] as number,
    split: null,
    actualClassId: unlabelledClassId,
    predictedClassId: classIds[choice] as number,
    confidence: own[choice] as number,
    labelProbability: 0,
    probabilities: own,
  };
}
