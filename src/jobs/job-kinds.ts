import type { JobKind } from "#api/jobs.ts";
import { notYet } from "./not-yet.ts";
import type { JobWork } from "./job-context.ts";

export interface ImportParameters {
  readonly folder: string;
  readonly copy: boolean;
}

/** What each kind of job is told. */
export interface JobParameters {
  sample: Record<string, never>;
  import: ImportParameters;
  baseline: Record<string, never>;
  train: Record<string, never>;
  evaluate: Record<string, never>;
  predict: Record<string, never>;
  export: Record<string, never>;
}

interface JobKindEntry<Parameters> {
  /** Heavy jobs run one at a time, the others beside them. */
  readonly isHeavy: boolean;
  readonly canPause: boolean;
  /** Loaded in the job's own process. */
  readonly load: () => Promise<JobWork<Parameters>>;
}

/** Every kind of job. Adding one is a file and an entry here. */
export const JOB_KINDS: {
  readonly [K in JobKind]: JobKindEntry<JobParameters[K]>;
} = {
  sample: { isHeavy: true, canPause: false, load: notYet },
  import: { isHeavy: true, canPause: false, load: notYet },
  baseline: { isHeavy: true, canPause: false, load: notYet },
  train: { isHeavy: true, canPause: true, load: notYet },
  evaluate: { isHeavy: false, canPause: false, load: notYet },
  predict: { isHeavy: false, canPause: false, load: notYet },
  export: { isHeavy: false, canPause: false, load: notYet },
};
