import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";

import { createRouterClient } from "@orpc/server";

import type { ImportPlan } from "#api/sources.ts";
import { entryPoint } from "#engine/base/entry-point.ts";
import { openLog, type Log } from "#engine/base/logging.ts";
import type { PlanRequest } from "#engine/datasets/sources/plan-import.ts";
import { JobQueue } from "#engine/jobs/job-queue.ts";
import { ModelProcess } from "#engine/jobs/model-process.ts";
import type { ProcessEnvironment } from "#engine/jobs/process-messages.ts";
import { capturesHandlers } from "#engine/services/captures-handlers.ts";
import { datasetsHandlers } from "#engine/services/datasets-handlers.ts";
import {
  contractFor,
  type EngineContext,
} from "#engine/services/engine-context.ts";
import {
  createEngineFiles,
  type EngineFiles,
  type ServedPicture,
} from "#engine/services/engine-files.ts";
import { EventBus } from "#engine/services/event-bus.ts";
import { designsHandlers } from "#engine/services/designs-handlers.ts";
import { DeviceSearch } from "#engine/services/device-search.ts";
import { devicesHandlers } from "#engine/services/devices-handlers.ts";
import { evaluationHandlers } from "#engine/services/evaluation-handlers.ts";
import { explainHandlers } from "#engine/services/explain-handlers.ts";
import { exportHandlers } from "#engine/services/export-handlers.ts";
import { predictHandlers } from "#engine/services/predict-handlers.ts";
import { jobsHandlers } from "#engine/services/jobs-handlers.ts";
import { labelsHandlers } from "#engine/services/labels-handlers.ts";
import { doctorHandlers } from "#engine/services/doctor-handlers.ts";
import { leagueHandlers } from "#engine/services/league-handlers.ts";
import { modelsHandlers } from "#engine/services/models-handlers.ts";
import { ProjectSession } from "#engine/services/project-session.ts";
import { projectsHandlers } from "#engine/services/projects-handlers.ts";
import {
  announceEngine,
  findRunningEngine,
  uploadsFolder,
} from "#engine/services/running-engines.ts";
import { sourcesHandlers } from "#engine/services/sources-handlers.ts";
import { systemHandlers } from "#engine/services/system-handlers.ts";
import { augmentationHandlers } from "#engine/services/augmentation-handlers.ts";
import { trainingHandlers } from "#engine/services/training-handlers.ts";
import { FileReach } from "#engine/services/file-reach.ts";
import { Thumbnails } from "#engine/services/thumbnails.ts";
import { Uploads } from "#engine/services/uploads.ts";
import { versionsHandlers } from "#engine/services/versions-handlers.ts";
import { WatchedFolders } from "#engine/services/watched-folders.ts";
import { watchedFoldersHandlers } from "#engine/services/watched-folders-handlers.ts";
import { weightsHandlers } from "#engine/services/weights-handlers.ts";
import type { EngineClient } from "#engine/services/engine-client.ts";
import { appFolders, type AppFolders } from "#engine/storage/app-folders.ts";
import { readLockHolder } from "#engine/storage/project-lock.ts";
import { rememberProject } from "#engine/storage/recent-projects.ts";
import { readSettings, updateSettings } from "#engine/storage/settings.ts";

export {
  connectToEngine,
  toStudioError,
} from "#engine/services/engine-client.ts";
export type { EngineClient } from "#engine/services/engine-client.ts";
export { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
export type { AugmentationPreset } from "#engine/imaging/augmentations/configuration.ts";
export type { EngineFiles, ServedPicture };

export interface EngineOptions {
  /** Default: the folders that the operating system sets aside. */
  readonly folders?: AppFolders;
  /** Whether importing is followed by the instant baseline by itself; default true. */
  readonly startsBaseline?: boolean;
}

/** A dry run of an import, without an engine or a project. @throws StudioError as an import would */
export async function planImport(request: PlanRequest): Promise<ImportPlan> {
  const plan = await import("#engine/datasets/sources/plan-import.ts");
  return plan.planImport(request);
}

export type EngineHandlers = ReturnType<typeof createHandlers>;

/** The engine: everything behind the contract, without a server around it. */
export interface Engine {
  /** The handlers of `#api/contract.ts`. */
  readonly handlers: EngineHandlers;
  readonly events: EventBus;
  /** What travels as files and not as procedures. */
  readonly files: EngineFiles;
  readonly log: Log;
  /** Makes it known where this engine is served, so that the command line of the same user finds it. */
  announce(server: { origin: string; bearer: string }): Promise<void>;
  /** @param path absolute. @throws StudioError `project/…` */
  openProject(path: string): Promise<void>;
  /**
   * Opens the project of a path, or makes it; the command line's `--project`.
   * @param folder absolute; about to be imported: a project is made only when it can be
   */
  openOrCreateProject(path: string, folder?: string): Promise<void>;
  /** Of the process that does short work, while there is one. */
  modelProcessId(): number | undefined;
  /** Ends jobs and processes, closes the project, leaves nothing behind. */
  close(): Promise<void>;
}

/** Builds the services. Fast: what is heavy is loaded when it is first needed, in the process that needs it. */
export async function createEngine(
  options: EngineOptions = {},
): Promise<Engine> {
  const folders = options.folders ?? appFolders();
  const log = openLog(folders.log);
  const events = new EventBus();
  const runtimeFolder = join(folders.cache, "runtime");
  let settings = await readSettings(folders.config);
  const environment = (): ProcessEnvironment => ({
    modelsFolder: join(folders.config, "models"),
    weightsFolder: join(folders.cache, "weights"),
    threads: settings.threads ?? undefined,
    cacheBudgetBytes: settings.cacheBudgetBytes ?? undefined,
    deviceRecordsFile: join(folders.cache, "devices.json"),
    programVersion: programVersion(),
  });
  const jobs = new JobQueue(jobsEntry("job-main"), events.publish);
  const models = new ModelProcess(jobsEntry("model-main"), environment);
  const uploads = new Uploads(uploadsFolder(runtimeFolder, pid));
  const session = new ProjectSession(folders.projects, async (project) => {
    if (project) {
      const { manifest, directory } = project;
      await rememberProject(
        { name: manifest.name, path: directory },
        folders.config,
      );
    }
    context.thumbnails.close();
    // Jobs that have ended speak of the former project.
    for (const job of jobs.list()) {
      if (job.finishedAt !== null) jobs.dismiss(job.id);
    }
    await watched.follow(project);
    events.publish({ type: "project" });
  });
  const context: EngineContext = {
    version: programVersion(),
    folders,
    log,
    events,
    settings: {
      current: () => settings,
      update: async (changes) =>
        (settings = await updateSettings(changes, folders.config)),
    },
    session,
    jobs,
    models,
    uploads,
    devices: new DeviceSearch(),
    thumbnails: new Thumbnails(),
    reach: new FileReach(),
    downloads: new Map(),
    environment,
    startsBaseline: options.startsBaseline ?? true,
  };
  const watched = new WatchedFolders(context);
  let withdraw: (() => Promise<void>) | null = null;
  log.info("The engine starts", { version: context.version, pid });
  return {
    handlers: createHandlers(context, watched),
    events,
    log,
    files: createEngineFiles(context),
    announce: async (server) => {
      withdraw = await announceEngine(runtimeFolder, server);
      await session.announce(server.origin);
    },
    openProject: (path) => session.open(path),
    openOrCreateProject: (path, folder) =>
      session.openOrCreate(path, async () => {
        if (folder === undefined) return;
        const { checkImportable } = await import("#engine/datasets/import.ts");
        await checkImportable({ source: folder, projectDirectory: path });
      }),
    modelProcessId: () => models.pid,
    close: async () => {
      context.devices.close();
      await watched.close();
      await jobs.close();
      await models.close();
      await session.close();
      await uploads.close();
      await withdraw?.();
      log.info("The engine ended", { pid });
    },
  };
}

function createHandlers(context: EngineContext, watched: WatchedFolders) {
  const os = contractFor(context.log);
  return os.router({
    system: systemHandlers(os, context),
    projects: projectsHandlers(os, context),
    datasets: datasetsHandlers(os, context),
    augmentation: augmentationHandlers(os, context),
    captures: capturesHandlers(os, context),
    watchedFolders: watchedFoldersHandlers(os, watched),
    models: modelsHandlers(os, context),
    designs: designsHandlers(os, context),
    devices: devicesHandlers(os, context),
    training: trainingHandlers(os, context),
    evaluation: evaluationHandlers(os, context),
    explain: explainHandlers(os, context),
    predict: predictHandlers(os, context),
    export: exportHandlers(os, context),
    jobs: jobsHandlers(os, context),
    labels: labelsHandlers(os, context),
    league: leagueHandlers(os, context),
    doctor: doctorHandlers(os, context),
    sources: sourcesHandlers(os, context),
    versions: versionsHandlers(os, context),
    weights: weightsHandlers(os, context),
  });
}

/** A client of an engine in this process: the same calls and the same checks, without a connection. */
export function createLocalClient({ handlers }: Engine): EngineClient {
  return createRouterClient(handlers, { context: {} });
}

/** The engine of this user that serves and has the project open; null when there is none. */
export async function engineOfProject(
  directory: string,
  folders: AppFolders = appFolders(),
): Promise<{ origin: string; bearer: string } | null> {
  const holder = await readLockHolder(directory);
  if (holder?.url === undefined) return null;
  return findRunningEngine(join(folders.cache, "runtime"), holder.url);
}

function jobsEntry(name: string): string {
  return entryPoint(import.meta.resolve("#engine/jobs/job-queue.ts"), name);
}

function programVersion(): string {
  const file = join(import.meta.dirname, "..", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string })
    .version;
}
