import { ChartColumn, WandSparkles } from "lucide-react";
import { Link, useNavigate } from "react-router";

import type { Run, SplitMetrics } from "#api/training.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useTestSet } from "#renderer/engine-client/use-test-set.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import {
  formatDuration,
  formatNumber,
  formatPercent,
} from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

const text = strings.train;
/** Of a digest, for a person. */
const SHOWN_DIGITS = 12;

interface Row {
  readonly split: "train" | "validation" | "test";
  readonly metrics: SplitMetrics | null;
}

/** The figures of a run that is over, and the way on. */
export function RunOutcome({ run }: { run: Run }) {
  const engine = useEngine();
  const navigate = useNavigate();
  const path = (screen: string) =>
    `/${screen}?run=${encodeURIComponent(run.id)}`;
  const evaluate = useAct(() => engine.evaluation.start({ runId: run.id }), {
    onDone: () => void navigate(path("evaluate")),
    onFailure: (failure) =>
      showToast({
        title: strings.common.failed,
        message: failure.message,
        tone: "danger",
      }),
  });
  const { data: testSet } = useTestSet();
  const version = run.dataVersions?.at(-1);
  const rows = (["train", "validation", "test"] as const).map((split) => ({
    split,
    metrics: run.metrics[split],
  }));
  return (
    <section className="outcome" aria-label={text.outcome}>
      <div className="stack stack--tight">
        <h3>{text.outcome}</h3>
        <p>
          {text.outcomeText(
            String(run.bestEpoch ?? run.epoch),
            formatDuration(run.seconds),
          )}
        </p>
        <div className="row row--wrap">
          {run.evaluated ? (
            <ButtonLink
              to={path("evaluate")}
              variant="primary"
              icon={ChartColumn}
            >
              {text.seeEvaluation}
            </ButtonLink>
          ) : (
            <Button
              variant="primary"
              icon={ChartColumn}
              busy={evaluate.isRunning}
              onClick={() =>
                testSet?.isOpen === true
                  ? evaluate.run(undefined)
                  : void navigate(`${path("evaluate")}&open-test-set`)
              }
            >
              {text.evaluate}
            </Button>
          )}
          <ButtonLink to={path("try")} icon={WandSparkles}>
            {text.tryIt}
          </ButtonLink>
        </div>
      </div>
      {version !== undefined && (
        <p className="small">
          <Term explanation={strings.versions.dataVersionTerm}>
            {strings.versions.dataVersion}
          </Term>{" "}
          <Link
            to={`/data/versions?run=${encodeURIComponent(run.id)}&version=run-${encodeURIComponent(run.id)}-${version}`}
          >
            <code>{version.slice(0, SHOWN_DIGITS)}</code>
          </Link>
        </p>
      )}
      <Table
        caption={text.outcome}
        columns={COLUMNS}
        rows={rows}
        rowKey={(row) => row.split}
      />
    </section>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: "split",
    header: text.split,
    cell: (row) => text.splits[row.split],
  },
  {
    id: "accuracy",
    header: text.accuracyColumn,
    align: "end",
    cell: (row) =>
      row.metrics === null
        ? row.split === "test"
          ? text.testSealed
          : strings.common.none
        : formatPercent(row.metrics.accuracy),
  },
  {
    id: "top5",
    header: text.top5Column,
    align: "end",
    cell: (row) =>
      row.metrics === null
        ? strings.common.none
        : formatPercent(row.metrics.top5),
  },
  {
    id: "loss",
    header: text.lossColumn,
    align: "end",
    cell: (row) =>
      row.metrics === null
        ? strings.common.none
        : formatNumber(row.metrics.loss),
  },
];
