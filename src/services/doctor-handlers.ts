import { StudioError } from "#engine/base/errors.ts";
import { remedyAll } from "#engine/curation/remedies.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { FindingRow } from "#engine/storage/data-room-types.ts";
import {
  readDoctorReport,
  readFindings,
  requireCheck,
} from "./doctor-report.ts";
import type { ContractBuilder, EngineContext } from "./engine-context.ts";
import { startDoctor } from "./start-jobs.ts";

/** At most this many findings are dealt with by one act; the rest stays for the next. */
const MOST_AT_ONCE = 100_000;

export function doctorHandlers(os: ContractBuilder, context: EngineContext) {
  const { session, jobs, events } = context;
  const reader = () => session.require().reader;
  const writer = () => session.requireWritable().writer;

  return {
    report: os.doctor.report.handler(() => readDoctorReport(reader(), jobs)),
    findings: os.doctor.findings.handler(({ input }) =>
      readFindings(reader(), input),
    ),
    start: os.doctor.start.handler(({ input }) => {
      const project = session.requireWritable();
      if (project.reader.kind() === "texts") throw onlyPictures();
      return startDoctor(context, input.scope);
    }),
    remedy: os.doctor.remedy.handler(async ({ input }) => {
      const { title } = requireCheck(input.check);
      const changes = remedyAll(input.remedy, chosen(reader(), input));
      if (changes.length === 0) return { changed: 0 };
      const result = await writer().execute("applyChanges", {
        description: `${title}: ${changes.length === 1 ? "1 picture" : `${changes.length} pictures`}`,
        changes,
      });
      events.publish({ type: "dataset" });
      return result;
    }),
    dismiss: os.doctor.dismiss.handler(async ({ input }) => {
      requireCheck(input.check);
      const findingIds = chosen(reader(), input).map(({ id }) => id);
      await writer().execute("setFindingState", {
        findingIds,
        state: "dismissed",
      });
      events.publish({ type: "doctor" });
      return { changed: findingIds.length };
    }),
    restore: os.doctor.restore.handler(async ({ input }) => {
      await writer().execute("setFindingState", {
        findingIds: input.findings,
        state: "open",
      });
      events.publish({ type: "doctor" });
      return {};
    }),
  };
}

function chosen(
  reader: IndexReader,
  { check, findings }: { check: string; findings: readonly number[] | "all" },
): FindingRow[] {
  return findings === "all"
    ? reader.findings(check, { limit: MOST_AT_ONCE })
    : reader.findingsByIds(findings).filter((row) => row.check === check);
}

function onlyPictures(): StudioError {
  return new StudioError(
    "doctor/texts",
    "The check-up looks at pictures. Received: a data set of texts. Open a project of pictures.",
  );
}
