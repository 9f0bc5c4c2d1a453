import "./evaluate.css";

import { ChartColumn } from "lucide-react";
import { useSearchParams } from "react-router";

import type { Run } from "#api/training.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { jobShare, useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { useEvaluation } from "#renderer/engine-client/use-runs.ts";
import { useTestSet } from "#renderer/engine-client/use-test-set.ts";
import { Button } from "#renderer/ui/button.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { CalibrationPanel } from "./calibration-panel.tsx";
import { ClassTable } from "./class-table.tsx";
import { ComparisonPanel } from "./comparison-panel.tsx";
import { ConfusionPanel } from "./confusion-panel.tsx";
import { HeadlinePanel } from "./headline-panel.tsx";
import { MistakesPanel } from "./mistakes-panel.tsx";
import { OpenTestSetDialog } from "./open-test-set-dialog.tsx";
import { TestSetPanel } from "./test-set-panel.tsx";

const text = strings.evaluate;
/** In the address: the question whether the test set is to be opened. */
const ASK = "open-test-set";

/** How good a run really is: one headline, and everything behind it. */
export function EvaluateScreen({
  run,
  runs,
}: {
  run: Run;
  runs: readonly Run[];
}) {
  const engine = useEngine();
  const evaluation = useEvaluation(run.id);
  const job = useActiveJob(["evaluate"], run.id);
  const { data: testSet } = useTestSet();
  const [parameters, setParameters] = useSearchParams();
  const isAsking = parameters.has(ASK) && testSet?.isOpen === false;
  const ask = (asks: boolean) =>
    setParameters(
      (known) => {
        const next = new URLSearchParams(known);
        if (asks) next.set(ASK, "");
        else next.delete(ASK);
        return next;
      },
      { replace: true },
    );
  const start = useAct((reason?: string) =>
    engine.evaluation.start({
      runId: run.id,
      ...(reason !== undefined && { openTestSet: true, reason }),
    }),
  );
  const busy = start.isRunning || job !== undefined;
  const failure =
    start.failure ??
    (evaluation.error === null ? null : describeFailure(evaluation.error));

  const startButton = (again: boolean) => (
    <Button
      variant={again ? "secondary" : "primary"}
      icon={ChartColumn}
      busy={busy}
      onClick={() =>
        testSet?.isOpen === true ? start.run(undefined) : ask(true)
      }
    >
      {busy ? text.running : again ? text.again : text.start}
    </Button>
  );
  const result = evaluation.data;
  return (
    <Page
      title={text.title}
      subtitle={text.subtitle(run.name)}
      actions={result != null && startButton(true)}
    >
      {failure !== null && (
        <Notice tone="danger" title={text.failedTitle}>
          {failure.message}
        </Notice>
      )}
      {isAsking && (
        <OpenTestSetDialog
          run={run}
          testSet={testSet}
          onOpen={(reason) => {
            ask(false);
            start.run(reason);
          }}
          onClose={() => ask(false)}
        />
      )}
      {testSet !== undefined && <TestSetPanel testSet={testSet} />}
      {job !== undefined && (
        <ProgressBar label={text.running} value={jobShare(job)} />
      )}
      {result === undefined ? (
        failure === null && <LoadingBlock label={strings.common.loading} />
      ) : result === null ? (
        <EmptyState
          icon={ChartColumn}
          title={text.notYet}
          message={text.notYetText}
          actions={startButton(false)}
        />
      ) : (
        <div className="evaluate">
          <HeadlinePanel evaluation={result} />
          <ConfusionPanel evaluation={result} />
          <div className="evaluate__pair">
            <ClassTable evaluation={result} />
            <CalibrationPanel evaluation={result} />
          </div>
          <MistakesPanel evaluation={result} />
          <ComparisonPanel run={run} runs={runs} />
        </div>
      )}
    </Page>
  );
}
