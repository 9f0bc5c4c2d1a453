import type { ImageFilter } from "#api/datasets.ts";
import type { DeviceNetworkChoice } from "#api/devices.ts";
import type { SplitRule } from "#api/splits.ts";
import type { Recipe } from "#api/recipe.ts";

/** Name of every cached answer. Those of one project start with "project", so that opening another drops them all. */
export const queryKeys = {
  info: ["system", "info"],
  devices: ["devices"],
  chosenDevice: (network: DeviceNetworkChoice) => [
    "devices",
    "chosen",
    network,
  ],
  deviceReport: (network: DeviceNetworkChoice) => [
    "devices",
    "report",
    network,
  ],
  settings: ["system", "settings"],
  folder: (path: string | null) => ["system", "folder", path],
  recentProjects: ["recent-projects"],
  models: ["models"],
  modelSpeeds: ["devices", "speeds"],
  leagueCandidates: ["models", "league"],
  model: (id: string, options: object) => ["models", id, options],
  weights: ["weights"],

  jobs: ["jobs"],
  currentProject: ["current-project"],

  project: ["project"],
  dataset: ["project", "dataset"],
  /** Is asked again with the data set. */
  shapes: ["project", "dataset", "shapes"],
  /** Is asked again with the data set. */
  watchedFolders: ["project", "dataset", "watched-folders"],
  images: (filter: ImageFilter) => ["project", "images", filter],
  imagePage: (filter: ImageFilter, page: number) => [
    "project",
    "images",
    filter,
    page,
  ],
  imageIds: (filter: ImageFilter) => ["project", "images", filter, "ids"],
  allImages: ["project", "images"],
  image: (imageId: number) => ["project", "image", imageId],
  everyImage: ["project", "image"],
  problems: ["project", "problems"],
  problemPage: (page: number) => ["project", "problems", page],
  cache: ["project", "cache"],
  baseline: ["project", "baseline"],
  league: ["project", "league"],
  doctor: ["project", "doctor"],
  doctorReport: ["project", "doctor", "report"],
  findings: (check: string, state: string, page: number) => [
    "project",
    "doctor",
    check,
    state,
    page,
  ],
  /** Map, tray, similar pictures and attributes: all change with the pictures. */
  labels: ["project", "labels"],
  labelMap: ["project", "labels", "map"],
  trayState: ["project", "labels", "tray"],
  similar: (imageId: number, limit: number) => [
    "project",
    "labels",
    "similar",
    imageId,
    limit,
  ],
  attributes: ["project", "labels", "attributes"],
  attributeValues: (name: string) => ["project", "labels", "attributes", name],
  draft: ["project", "draft"],
  runs: ["project", "runs"],
  history: (runId: string) => ["project", "history", runId],
  advice: (recipe: Partial<Recipe> & { model: string }) => [
    "project",
    "advice",
    recipe,
  ],
  everyAdvice: ["project", "advice"],
  /** Is asked again with the data set. */
  splitPreview: (rule: SplitRule) => ["project", "dataset", "split", rule],
  testSet: ["project", "test-set"],
  versions: ["project", "versions"],
  comparison: (from: string, to: string) => [
    "project",
    "versions",
    "comparison",
    from,
    to,
  ],
  versionChanges: (from: string, to: string, kind: string, page: number) => [
    "project",
    "versions",
    "changes",
    from,
    to,
    kind,
    page,
  ],
  evaluation: (runId: string) => ["project", "evaluation", runId],
  exports: (runId: string) => ["project", "exports", runId],
} as const;
