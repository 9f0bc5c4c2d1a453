import "./doctor.css";

import { Images, Stethoscope } from "lucide-react";
import { useSearchParams } from "react-router";

import type { DoctorReport } from "#api/doctor.ts";
import type { Job } from "#api/jobs.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useDoctorReport } from "#renderer/engine-client/use-doctor.ts";
import {
  jobShare,
  useActiveJob,
  useCancelJob,
} from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { formatMoment } from "#renderer/ui/format.ts";
import { JobLine } from "#renderer/ui/job-line.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

import { CheckList } from "./check-list.tsx";
import { CheckPanel } from "./check-panel.tsx";

const text = strings.doctor;
const CHECK = "check";

/** What is wrong with the pictures, by check, and what can be done about it. The check stands in the address: `?check=split-leaks`. */
export function DoctorScreen() {
  const dataset = useDataset().data;
  const report = useDoctorReport();
  const job = useActiveJob(["doctor"]);
  const hasPictures =
    dataset === undefined || dataset.imageCount + dataset.unlabelledCount > 0;
  const isOfTexts = dataset?.kind === "texts";
  const data = report.data;
  const hasReport = data !== undefined && data.checkedAt !== null;
  return (
    <Page
      title={text.title}
      subtitle={
        hasReport && data.checkedAt !== null
          ? text.lookedAt(
              data.pictures,
              formatMoment(data.checkedAt),
              data.open,
            )
          : undefined
      }
      actions={
        hasReport && (
          <>
            {data.status === "stale" && (
              <Badge tone="warning" title={text.staleWhy}>
                {text.stale}
              </Badge>
            )}
            {job === undefined && <StartButton report={data} />}
          </>
        )
      }
    >
      {report.error !== null && (
        <Notice tone="danger" title={text.failed}>
          {describeFailure(report.error).message}
        </Notice>
      )}
      {isOfTexts ? (
        <EmptyState
          icon={Stethoscope}
          title={text.textsTitle}
          message={text.textsMessage}
        />
      ) : !hasPictures ? (
        <EmptyState
          icon={Images}
          title={text.noPicturesTitle}
          message={text.noPicturesMessage}
          actions={
            <ButtonLink to="/data" variant="primary" icon={Images}>
              {text.toPictures}
            </ButtonLink>
          }
        />
      ) : data === undefined ? (
        report.error === null && <LoadingBlock label={text.loading} />
      ) : (
        <div className="stack">
          {job !== undefined && <Running job={job} />}
          {data.status === "failed" && data.message !== null && (
            <Notice tone="danger" title={strings.common.failed}>
              {data.message}
            </Notice>
          )}
          {hasReport ? (
            <Examined report={data} />
          ) : (
            job === undefined && (
              <EmptyState
                icon={Stethoscope}
                title={text.noneTitle}
                message={text.noneMessage}
                actions={<StartButton report={data} />}
              />
            )
          )}
        </div>
      )}
    </Page>
  );
}

function Examined({ report }: { report: DoctorReport }) {
  const [parameters, setParameters] = useSearchParams();
  const wanted = parameters.get(CHECK);
  const { checks } = report;
  const check =
    checks.find(({ id }) => id === wanted) ??
    checks.find(({ open, remarkCount }) => open + remarkCount > 0) ??
    checks[0];
  if (check === undefined) return null;
  function choose(id: string): void {
    setParameters(
      (known) => {
        const next = new URLSearchParams(known);
        next.set(CHECK, id);
        return next;
      },
      { replace: true },
    );
  }
  return (
    <div className="doctor">
      <CheckList checks={checks} chosen={check.id} onChoose={choose} />
      <CheckPanel key={check.id} check={check} />
    </div>
  );
}

function StartButton({ report }: { report: DoctorReport }) {
  const engine = useEngine();
  const start = useAct(() => engine.doctor.start({}), {
    onFailure: showFailure,
  });
  const isFirst = report.checkedAt === null;
  return (
    <Button
      variant={isFirst || report.status === "stale" ? "primary" : "secondary"}
      icon={Stethoscope}
      busy={start.isRunning}
      onClick={() => start.run(undefined)}
    >
      {isFirst ? text.start : text.again}
    </Button>
  );
}

function Running({ job }: { job: Job }) {
  const cancel = useCancelJob(job.id, showFailure);
  return (
    <JobLine
      title={job.title}
      phase={job.phase === "" ? text.waiting : job.phase}
      share={jobShare(job)}
      ending={cancel.isRunning}
      onCancel={() => cancel.run(undefined)}
    />
  );
}
