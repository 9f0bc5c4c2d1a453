import type { EngineEvent } from "#api/events.ts";
import type { Job, JobKind } from "#api/jobs.ts";
import type { ClassesFrom, RaisedArchiveLimits } from "#api/sources.ts";
import { JOB_KINDS, type JobParameters } from "#engine/jobs/job-kinds.ts";
import type { JobOutcome } from "#engine/jobs/job-process.ts";
import type { SampleParameters } from "#engine/jobs/sample-job.ts";
import type { IndexCommandName } from "#engine/storage/index-commands.ts";
import { StudioError } from "#engine/base/errors.ts";
import { parseDeviceChoice } from "#engine/compute/device-ids.ts";
import type { Emit } from "#engine/datasets/import-types.ts";
import { deviceFallback } from "./device-fallback.ts";
import type { EngineContext } from "./engine-context.ts";

interface StartOptions<K extends JobKind> {
  readonly kind: K;
  readonly title: string;
  readonly runId?: string;
  /** `automatic` or a device; default: as the settings say. */
  readonly device?: string | undefined;
  readonly parameters: JobParameters[K];
  /** Nobody asked for it by itself; default: as its kind says. */
  readonly givesWay?: true;
  readonly byItself?: boolean | undefined;
  readonly onStart?: () => Promise<void> | void;
  readonly onEvent?: (event: EngineEvent) => Promise<void> | void;
  readonly onEnd?: (outcome: JobOutcome) => Promise<void> | void;
  readonly onPauseChange?: (isPaused: boolean) => Promise<void> | void;
}

/** Puts a job of the open project on the queue. */
export function startJob<K extends JobKind>(
  context: EngineContext,
  options: StartOptions<K>,
): { jobId: string } {
  const project = context.session.requireWritable();
  return queueJob(
    context,
    options,
    project.directory,
    async (command, params) => {
      const result = await project.writer.execute(command, params);
      if (CHANGES_PICTURES.has(command)) tellOfPictures(context);
      return result;
    },
  );
}

/** Puts a job on the queue that works on no project. */
export function startMachineJob<
  K extends "devices" | "tensorflow" | "download",
>(context: EngineContext, options: StartOptions<K>): { jobId: string } {
  return queueJob(context, options, "", () => {
    throw new StudioError(
      "project/none",
      "This work was started without a project, so it changes none.",
    );
  });
}

function queueJob<K extends JobKind>(
  context: EngineContext,
  { device, ...options }: StartOptions<K>,
  projectDirectory: string,
  execute: Emit,
): { jobId: string } {
  const { isHeavy, canPause, ...kind } = JOB_KINDS[options.kind];
  if (device !== undefined) parseDeviceChoice(device);
  const fallback = deviceFallback(context);
  const job: Job = context.jobs.start({
    ...options,
    projectDirectory,
    environment: context.environment(),
    isHeavy,
    canPause,
    givesWay: options.givesWay ?? kind.givesWay ?? false,
    execute,
    device: {
      choice: device ?? context.settings.current().device,
      excluded: [],
    },
    onEvent: async (event) => {
      fallback.watch(event);
      await options.onEvent?.(event);
    },
    onFailure: fallback.afterFailure,
    onEnd: async (outcome) => {
      if (outcome.kind === "failed") {
        context.log.error("A job failed", {
          kind: options.kind,
          code: outcome.error.code,
          message: outcome.error.message,
        });
      }
      await options.onEnd?.(outcome);
    },
  });
  return { jobId: job.id };
}

/** What a job does to the index that the Data screen shows. */
const CHANGES_PICTURES: ReadonlySet<IndexCommandName> = new Set([
  "addRows",
  "assignSplits",
]);
const TELL_INTERVAL_MS = 1000;
let toldAt = Number.NEGATIVE_INFINITY;

/** At most once a second: each time, the studio reads the data set again. The end of the job tells of the rest. */
function tellOfPictures({ events }: EngineContext): void {
  const now = performance.now();
  if (now - toldAt < TELL_INTERVAL_MS) return;
  toldAt = now;
  events.publish({ type: "dataset" });
}

/** Imports a folder, then starts the instant baseline. */
export function startImport(
  context: EngineContext,
  options: {
    folder: string;
    name: string;
    copy: boolean;
    classesFrom?: ClassesFrom | undefined;
    limits?: RaisedArchiveLimits | undefined;
    byItself?: boolean;
    onEnd?: () => Promise<void>;
  },
): { jobId: string } {
  const { folder, name, copy, classesFrom, limits, byItself } = options;
  return startJob(context, {
    kind: "import",
    byItself,
    title: `Import ${name}`,
    parameters: { folder, name, copy, classesFrom, limits },
    onEnd: async (outcome) => {
      await options.onEnd?.();
      afterImport(context, outcome);
    },
  });
}

/** Makes the sample set of pictures or texts in the open project and imports it. */
export function startSample(
  context: EngineContext,
  { kind, pictures }: SampleParameters,
): { jobId: string } {
  return startJob(context, {
    kind: "sample",
    title:
      kind === "texts" ? "Write the sample texts" : "Draw the sample pictures",
    parameters: { kind, pictures },
    onEnd: (outcome) => afterImport(context, outcome),
  });
}

/** Computes features and the cross-validated figures on them. @param byItself whether no person asked for it */
export function startBaseline(
  context: EngineContext,
  byItself = false,
): { jobId: string } {
  const running = context.jobs
    .list()
    .find((job) => job.kind === "baseline" && job.finishedAt === null);
  if (running) return { jobId: running.id };
  const publish = () => context.events.publish({ type: "baseline" });
  return startJob(context, {
    kind: "baseline",
    byItself,
    title: "Instant baseline",
    parameters: {},
    onStart: publish,
    onEnd: () => void setImmediate(publish),
  });
}

/** Examines the data set. @param scope `quick` gives way to whatever a person asks for */
export function startDoctor(
  context: EngineContext,
  scope: "quick" | "whole",
): { jobId: string } {
  const isByItself = scope === "quick";
  const running = context.jobs
    .list()
    .find((job) => job.kind === "doctor" && job.finishedAt === null);
  if (running) {
    if (isByItself) return { jobId: running.id };
    context.jobs.cancel(running.id);
  }
  const publish = () => context.events.publish({ type: "doctor" });
  return startJob(context, {
    kind: "doctor",
    title: "Check-up",
    parameters: { scope },
    byItself: isByItself,
    ...(isByItself && { givesWay: true }),
    onStart: publish,
    onEnd: () => void setImmediate(publish),
  });
}

/** Carries out what a running baseline would be in the way of; one that was ended for it starts anew in a project that is still open. */
export async function withoutBaseline<T>(
  context: EngineContext,
  act: () => Promise<T>,
): Promise<T> {
  const { session, jobs } = context;
  const before = session.current();
  const wasRunning = await jobs.cancelWhatGivesWay();
  try {
    return await act();
  } finally {
    if (wasRunning && before !== null && session.current() === before) {
      startWhatFollows(context);
    }
  }
}

function afterImport(context: EngineContext, outcome: JobOutcome): void {
  // Also after a failure or cancel: what was read until then is in the data set.
  context.events.publish({ type: "dataset" });
  if (outcome.kind !== "finished" || !context.startsBaseline) return;
  startWhatFollows(context);
}

/** What nobody has to ask for: a look at the files, and the baseline where there is something to learn. */
function startWhatFollows(context: EngineContext): void {
  const { reader } = context.session.require();
  const isOfPictures = reader.kind() === "images";
  if (isOfPictures && reader.count({ labelled: "any" }) > 0) {
    startDoctor(context, "quick");
  }
  const filled = reader.classes().filter((entry) => entry.count > 0);
  if (filled.length > 1) startBaseline(context, true);
}
