import { augmentationContract } from "./augmentation.ts";
import { capturesContract } from "./captures.ts";
import { datasetsContract } from "./datasets.ts";
import { designsContract } from "./designs.ts";
import { devicesContract } from "./devices.ts";
import { doctorContract } from "./doctor.ts";
import { jobsContract } from "./jobs.ts";
import { labelsContract } from "./labels.ts";
import { leagueContract } from "./league.ts";
import { modelsContract } from "./models.ts";
import { projectsContract } from "./projects.ts";
import {
  evaluationContract,
  explainContract,
  exportContract,
  predictContract,
} from "./results.ts";
import { sourcesContract } from "./sources.ts";
import { systemContract } from "./system.ts";
import { trainingContract } from "./training.ts";
import { versionsContract } from "./versions.ts";
import { watchedFoldersContract } from "./watched-folders.ts";
import { weightsContract } from "./weights.ts";

/**
 * The whole contract between the engine and whoever speaks to it. Procedures travel by oRPC over POST /rpc; events over the
 * WebSocket /events (events.ts); pictures by GET (paths.ts).
 */
export const contract = {
  system: systemContract,
  projects: projectsContract,
  datasets: datasetsContract,
  augmentation: augmentationContract,
  captures: capturesContract,
  watchedFolders: watchedFoldersContract,
  models: modelsContract,
  designs: designsContract,
  devices: devicesContract,
  doctor: doctorContract,
  training: trainingContract,
  evaluation: evaluationContract,
  explain: explainContract,
  predict: predictContract,
  export: exportContract,
  jobs: jobsContract,
  labels: labelsContract,
  league: leagueContract,
  sources: sourcesContract,
  versions: versionsContract,
  weights: weightsContract,
};

export type Contract = typeof contract;
