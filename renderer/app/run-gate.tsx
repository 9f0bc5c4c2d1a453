import { Dumbbell } from "lucide-react";
import type { ComponentType } from "react";

import type { Run } from "#api/training.ts";
import {
  useCurrentRun,
  useRunPath,
} from "#renderer/engine-client/current-run.ts";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.app;

/** Shows a screen that speaks of a run once there is one with a model, and until then what is missing. Another run gives a fresh screen. */
export function RunGate({
  title,
  Screen,
}: {
  title: string;
  Screen: ComponentType<{ run: Run; runs: readonly Run[] }>;
}) {
  const { run, runs } = useCurrentRun();
  const runPath = useRunPath();
  if (run != null && run.bestEpoch !== null) {
    return <Screen key={run.id} run={run} runs={runs} />;
  }
  return (
    <Page title={title}>
      {run === undefined ? (
        <LoadingBlock label={strings.common.loading} />
      ) : run !== null ? (
        <EmptyState
          icon={Dumbbell}
          title={text.modelOnTheWay}
          message={text.modelOnTheWayMessage(run.name)}
          actions={
            <ButtonLink to={runPath("/train")} variant="primary">
              {text.goToTrain}
            </ButtonLink>
          }
        />
      ) : (
        <EmptyState
          icon={Dumbbell}
          title={text.noModel}
          message={text.noModelMessage}
          actions={
            <ButtonLink to={runPath("/train")} variant="primary">
              {text.goToTrain}
            </ButtonLink>
          }
        />
      )}
    </Page>
  );
}
