import { withoutResult } from "#engine/jobs/shown-job.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";

export function jobsHandlers(os: ContractBuilder, { jobs }: EngineContext) {
  return {
    list: os.jobs.list.handler(() => jobs.list().map(withoutResult)),
    get: os.jobs.get.handler(({ input }) => jobs.get(input.jobId)),
    cancel: os.jobs.cancel.handler(({ input }) => {
      jobs.cancel(input.jobId);
      return {};
    }),
    pause: os.jobs.pause.handler(({ input }) => {
      jobs.pause(input.jobId);
      return {};
    }),
    resume: os.jobs.resume.handler(({ input }) => {
      jobs.resume(input.jobId);
      return {};
    }),
    stopAndKeepBest: os.jobs.stopAndKeepBest.handler(({ input }) => {
      jobs.stop(input.jobId);
      return {};
    }),
    log: os.jobs.log.handler(({ input }) => ({
      lines: jobs.log(input.jobId),
    })),
    dismiss: os.jobs.dismiss.handler(({ input }) => {
      jobs.dismiss(input.jobId);
      return {};
    }),
  };
}
