import type { ProjectSummary, SamplePictures } from "#api/projects.ts";
import { StudioError } from "#engine/base/errors.ts";
import { listRecentProjects } from "#engine/storage/recent-projects.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { startSample, withoutBaseline } from "./start-jobs.ts";

/** Of projects made from sample pictures. */
const PROJECT_NAMES: Record<SamplePictures, string> = {
  mushrooms: "Mushrooms",
  digits: "Digits",
};

export function projectsHandlers(os: ContractBuilder, context: EngineContext) {
  const { folders, session, jobs } = context;

  function summary(): ProjectSummary {
    session.require();
    return session.summary()!;
  }

  /** A job writes to the project that was open when it started. */
  async function leaveProject(act: () => Promise<void>): Promise<void> {
    const busy = jobs.busyJob();
    if (busy === undefined) return withoutBaseline(context, act);
    throw new StudioError(
      "project/busy",
      `"${busy.title}" is still at work in the open project. Wait until it has ended, or cancel it, before opening another project.`,
    );
  }

  return {
    recent: os.projects.recent.handler(() =>
      listRecentProjects(folders.config),
    ),
    current: os.projects.current.handler(() => session.summary()),
    create: os.projects.create.handler(async ({ input }) => {
      await leaveProject(() => session.create(input.name, input.path));
      return summary();
    }),
    open: os.projects.open.handler(async ({ input }) => {
      if (session.current()?.directory !== input.path) {
        await leaveProject(() => session.open(input.path));
      }
      return summary();
    }),
    close: os.projects.close.handler(async () => {
      await leaveProject(() => session.close());
      return {};
    }),
    createSample: os.projects.createSample.handler(async ({ input }) => {
      const { kind, pictures } = input;
      const name = kind === "texts" ? "Notes" : PROJECT_NAMES[pictures];
      await leaveProject(() => session.create(name, input.path));
      const { jobId } = startSample(context, { kind, pictures });
      return { jobId, project: summary() };
    }),
  };
}
