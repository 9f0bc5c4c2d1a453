import { Dumbbell } from "lucide-react";
import type { ComponentType } from "react";
import { Fragment } from "react";
import { Link } from "react-router";

import type { Run } from "#api/training.ts";
import { useCurrentRun } from "#renderer/engine-client/current-run.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** A screen that speaks of a trained run. */
export type RunScreen = ComponentType<{ run: Run; runs: readonly Run[] }>;

/** Shows the screen for the current run; without a trained one, what is missing. Another run gives a fresh screen. */
export function RunGate({
  title,
  Screen,
}: {
  title: string;
  Screen: RunScreen;
}) {
  const { run, runs } = useCurrentRun();
  if (run === undefined) {
    return (
      <Page title={title}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  if (run === null || run.bestEpoch === null) {
    return (
      <Page title={title}>
        <EmptyState
          icon={Dumbbell}
          title={run === null ? strings.app.noModel : strings.app.modelOnTheWay}
          message={
            run === null
              ? strings.app.noModelMessage
              : strings.app.modelOnTheWayMessage(run.name)
          }
          actions={
            <Link className="button button--primary" to="/train">
              {run === null ? strings.app.trainFirst : strings.app.goToTrain}
            </Link>
          }
        />
      </Page>
    );
  }
  return (
    <Fragment key={run.id}>
      <Screen run={run} runs={runs} />
    </Fragment>
  );
}
