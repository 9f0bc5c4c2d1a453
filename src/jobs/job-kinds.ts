import type { DoctorParameters } from "./doctor-job.ts";
import type { DownloadParameters } from "./download-weights-job.ts";
import type { EvaluateParameters } from "./evaluate-job.ts";
import type { ExportParameters } from "./export-job.ts";
import type { PredictParameters } from "./predict-job.ts";
import type { JobKind } from "#api/jobs.ts";
import type { ImportParameters } from "./import-job.ts";
import type { JobWork } from "./job-context.ts";
import type { LeagueParameters } from "./league-job.ts";
import type { MeasureDevicesParameters } from "./measure-devices-job.ts";
import type { RestoreParameters } from "./restore-job.ts";
import type { SampleParameters } from "./sample-job.ts";
import type { SnapshotParameters } from "./snapshot-job.ts";
import type { TensorflowParameters } from "./tensorflow-job.ts";
import type { TrainParameters } from "./train-job.ts";

/** What each kind of job is told. */
export interface JobParameters {
  sample: SampleParameters;
  import: ImportParameters;
  baseline: Record<string, never>;
  league: LeagueParameters;
  map: Record<string, never>;
  tray: Record<string, never>;
  train: TrainParameters;
  evaluate: EvaluateParameters;
  predict: PredictParameters;
  export: ExportParameters;
  devices: MeasureDevicesParameters;
  tensorflow: TensorflowParameters;
  download: DownloadParameters;
  doctor: DoctorParameters;
  snapshot: SnapshotParameters;
  restore: RestoreParameters;
}

interface JobKindEntry<Parameters> {
  /** Heavy jobs run one at a time, the others beside them. */
  readonly isHeavy: boolean;
  readonly canPause: boolean;
  /** Nobody asked for it by itself, so it runs only while nothing else does. */
  readonly givesWay?: true;
  /** Loaded in the job's own process. */
  readonly load: () => Promise<JobWork<Parameters>>;
}

/** Every kind of job. Adding one is a file and an entry here. */
export const JOB_KINDS: {
  readonly [K in JobKind]: JobKindEntry<JobParameters[K]>;
} = {
  sample: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./sample-job.ts")).makeSample,
  },
  import: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./import-job.ts")).importPictures,
  },
  baseline: {
    isHeavy: true,
    canPause: false,
    givesWay: true,
    load: async () =>
      (await import("./baseline-job.ts")).computeInstantBaseline,
  },
  league: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./league-job.ts")).probeNetworks,
  },
  map: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./map-job.ts")).drawMap,
  },
  tray: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./tray-job.ts")).orderTray,
  },
  train: {
    isHeavy: true,
    canPause: true,
    load: async () => (await import("./train-job.ts")).train,
  },
  evaluate: {
    // It trains when a run from scratch is cross-validated.
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./evaluate-job.ts")).evaluateRun,
  },
  predict: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./predict-job.ts")).predict,
  },
  export: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./export-job.ts")).exportRun,
  },
  devices: {
    // Beside other heavy work it would measure that.
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./measure-devices-job.ts")).measureDevices,
  },
  tensorflow: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./tensorflow-job.ts")).getTensorflow,
  },
  download: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./download-weights-job.ts")).getWeights,
  },
  doctor: {
    isHeavy: true,
    canPause: false,
    load: async () => (await import("./doctor-job.ts")).examineDataSet,
  },
  snapshot: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./snapshot-job.ts")).saveSnapshot,
  },
  restore: {
    isHeavy: false,
    canPause: false,
    load: async () => (await import("./restore-job.ts")).restoreVersion,
  },
};
