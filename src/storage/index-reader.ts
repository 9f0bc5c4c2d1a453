import { join } from "node:path";

import { imageFinder } from "./find-images.ts";
import type { IndexReader } from "./index-queries.ts";
import { openIndexForReading } from "./index-schema.ts";
import type { SplitState } from "./index-types.ts";
import { knownAnswers } from "./known-answers.ts";
import { projectPaths } from "./project-paths.ts";
import {
  attributeOfEach,
  attributesOfImage,
  attributeValues,
  readAttributes,
} from "./read-attributes.ts";
import {
  countProblems,
  pageOfProblems,
  problemsByHash,
  readClasses,
  readHistory,
  readRoots,
  rootPathLookup,
  unlabelledClassId,
  unlabelledCount,
} from "./read-data-set.ts";
import {
  DATA_KIND_DOCUMENT,
  readDocument,
  SPLIT_STATE_DOCUMENT,
} from "./read-documents.ts";
import {
  countFindings,
  findingsByIds,
  findingsOfImage,
  readFindings,
} from "./read-findings.ts";
import {
  eachImage,
  imageByHash,
  imageHistory,
  imageLabels,
  imagesByIds,
  knownFile,
  labelsKey,
  textsByIds,
} from "./read-images.ts";
import {
  eachMeasured,
  measuresByIds,
  unmeasuredImages,
} from "./read-measures.ts";
import {
  predictionsOfImage,
  readConfusion,
  readPredictions,
  readRun,
  readRuns,
} from "./read-runs.ts";
import { readShapes } from "./read-shapes.ts";
import {
  countRanking,
  isTestOpen,
  readRanking,
  readSnapshots,
  readTestLooks,
  readVersions,
  eachVersionRow,
} from "./read-versions.ts";

/** How a project is split before anybody said otherwise. */
const DEFAULT_SPLIT_STATE: SplitState = {
  source: "none",
  fractions: { train: 0.7, validation: 0.15, test: 0.15 },
  seed: 0,
};

/**
 * Opens a project's index for reading; any number of processes may.
 * @param directory the .convolve folder
 * @param openOptions.immutable nobody can write: a read-only drive
 * @throws StudioError `storage/…`, `project/newer-version`
 */
export function openIndexReader(
  directory: string,
  openOptions: { immutable?: boolean } = {},
): IndexReader {
  const database = openIndexForReading(
    projectPaths(directory).index,
    openOptions,
  );
  const rootPath = rootPathLookup(database, directory);
  const known = knownAnswers(database);
  const finder = imageFinder(database, known);
  return {
    count: (filter = {}) => finder.count(filter),
    page: (filter, offset, limit) => finder.page(filter, offset, limit),
    imageIds: (filter = {}) => finder.ids(filter),
    image: (imageId) => imagesByIds(database, [imageId])[0],
    images: (imageIds) => imagesByIds(database, imageIds),
    eachImage: (options = {}) => eachImage(database, options),
    labels: () => imageLabels(database),
    labelsKey: (splits) =>
      known(`labels key ${String(splits)}`, () => labelsKey(database, splits)),
    unlabelledClassId: () => unlabelledClassId(database),
    unlabelledCount: () =>
      known("unlabelled count", () => unlabelledCount(database)),
    imageByHash: (sha256) => imageByHash(database, sha256),
    texts: (imageIds) => textsByIds(database, imageIds),
    knownFile: (rootId, path) => knownFile(database, rootId, path),
    filePath: ({ rootId, path }) => join(rootPath(rootId), ...path.split("/")),
    shapes: () => readShapes(database),
    imageHistory: (imageId) => imageHistory(database, imageId),

    kind: () =>
      readDocument(database, DATA_KIND_DOCUMENT) === "texts"
        ? "texts"
        : "images",
    roots: () => known("roots", () => readRoots(database, directory)),
    classes: () => known("classes", () => readClasses(database)),
    problemCount: (severity) => countProblems(database, severity),
    problems: (offset, limit) => pageOfProblems(database, offset, limit),
    duplicatesOf: (sha256) => problemsByHash(database, sha256),
    splitState: () =>
      (readDocument(database, SPLIT_STATE_DOCUMENT) as SplitState | null) ??
      DEFAULT_SPLIT_STATE,
    history: () => readHistory(database),

    runs: (options = {}) => readRuns(database, options.includeDeleted ?? false),
    run: (runId) => readRun(database, runId),
    predictions: (runId, splits) => readPredictions(database, runId, splits),
    predictionsOf: (imageId) => predictionsOfImage(database, imageId),
    confusion: (runId, splits) => readConfusion(database, runId, splits),

    findings: (check, options = {}) =>
      readFindings(
        database,
        check,
        options.state ?? "open",
        options.offset ?? 0,
        options.limit ?? -1,
      ),
    findingsByIds: (findingIds) => findingsByIds(database, findingIds),
    findingCounts: () => known("finding counts", () => countFindings(database)),
    findingsOf: (imageId) => findingsOfImage(database, imageId),
    ranking: (list, limit) => readRanking(database, list, limit),
    rankingCount: (list) => countRanking(database, list),

    attributes: () => readAttributes(database),
    attributeValues: (name, limit) => attributeValues(database, name, limit),
    attributesOf: (imageId) => attributesOfImage(database, imageId),
    attributeOfEach: (name) => attributeOfEach(database, name),
    measures: (imageIds) => measuresByIds(database, imageIds),
    eachMeasured: () => eachMeasured(database),
    unmeasured: (version, afterId, limit) =>
      unmeasuredImages(database, version, afterId, limit),

    testLooks: () => readTestLooks(database),
    isTestOpen: () => isTestOpen(database),
    eachVersionRow: () => eachVersionRow(database),
    versions: () => readVersions(database),
    snapshots: () => readSnapshots(database),
    document: (name) => readDocument(database, name),
    close: () => database.close(),
  };
}
