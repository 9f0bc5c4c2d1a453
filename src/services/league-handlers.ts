import { StudioError } from "#engine/base/errors.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { startJob } from "./start-jobs.ts";

export function leagueHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, jobs, events } = context;
  const publish = () => events.publish({ type: "league" });

  return {
    get: os.league.get.handler(async () => {
      const { readLeague } = await import("./league-state.ts");
      return readLeague(session.require().reader, jobs);
    }),
    candidates: os.league.candidates.handler(async () => {
      const { leagueCandidates } =
        await import("#engine/jobs/league-candidates.ts");
      return leagueCandidates(context.environment());
    }),
    start: os.league.start.handler(async ({ input }) => {
      const { reader } = session.requireWritable();
      if (reader.kind() === "texts") {
        throw new StudioError(
          "league/other-kind",
          "The league compares networks that look at pictures. Received: a data set of texts. Open a project of pictures.",
        );
      }
      const { chosenCandidates } =
        await import("#engine/jobs/league-candidates.ts");
      const chosen = await chosenCandidates(
        input.candidates,
        context.environment(),
      );
      const running = jobs
        .list()
        .find((job) => job.kind === "league" && job.finishedAt === null);
      if (running) return { jobId: running.id };
      return startJob(context, {
        kind: "league",
        title: `Compare ${chosen.length === 1 ? "a network" : `${chosen.length} networks`} on your pictures`,
        parameters: { candidates: chosen.map(({ id }) => id) },
        onStart: publish,
        onEnd: () => void setImmediate(publish),
      });
    }),
  };
}
