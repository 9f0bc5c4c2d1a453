import type { League } from "#api/league.ts";
import type { JobQueue } from "#engine/jobs/job-queue.ts";
import {
  LEAGUE_DOCUMENT,
  LeagueDocumentSchema,
  leagueKey,
} from "#engine/jobs/league-document.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import { leagueVerdict } from "./league-verdict.ts";

/** The league as it is stored, whether it still speaks of the data set as it is, and what became of the last probe. */
export function readLeague(reader: IndexReader, jobs: JobQueue): League {
  const stored = LeagueDocumentSchema.safeParse(
    reader.document(LEAGUE_DOCUMENT),
  );
  const { entries, pictures, failures } = stored.success
    ? stored.data
    : { entries: [], pictures: 0, failures: [] };
  const isFresh = stored.success && stored.data.labelsKey === leagueKey(reader);
  const job = jobs.list().findLast(({ kind }) => kind === "league");
  const isRunning = job !== undefined && job.finishedAt === null;
  const hasFailed = job?.status === "failed";
  return {
    status: isRunning
      ? "running"
      : hasFailed
        ? "failed"
        : entries.length === 0
          ? "none"
          : isFresh
            ? "ready"
            : "stale",
    entries,
    pictures,
    failures,
    message: hasFailed ? (job.error?.message ?? null) : null,
    ...leagueVerdict(entries),
  };
}
