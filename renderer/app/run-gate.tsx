import { Dumbbell } from "lucide-react";
import type { ReactNode } from "react";
import { Fragment } from "react";

import type { Run } from "#api/training.ts";
import {
  useCurrentRun,
  useRunPath,
} from "#renderer/engine-client/current-run.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.runGate;

/** Shows a screen that speaks of a run once there is one with a model, and until then what is missing. Another run gives a fresh screen. */
export function RunGate({
  title,
  children,
}: {
  title: string;
  children: (run: Run, runs: readonly Run[]) => ReactNode;
}) {
  const { run, runs } = useCurrentRun();
  const dataset = useDataset().data;
  const runPath = useRunPath();
  if (run != null && run.bestEpoch !== null) {
    return <Fragment key={run.id}>{children(run, runs)}</Fragment>;
  }
  const hasPictures = dataset !== undefined && dataset.imageCount > 0;
  return (
    <Page title={title}>
      {run === undefined || dataset === undefined ? (
        <LoadingBlock label={strings.common.loading} />
      ) : run !== null ? (
        <EmptyState
          icon={Dumbbell}
          title={text.notReady(run.name)}
          message={text.notReadyText}
          actions={
            <ButtonLink to={runPath("/train")} variant="primary">
              {text.watch}
            </ButtonLink>
          }
        />
      ) : (
        <EmptyState
          icon={Dumbbell}
          title={text.noRun}
          message={hasPictures ? text.noRunText : text.noPicturesText}
          actions={
            <ButtonLink
              to={runPath(hasPictures ? "/train" : "/data")}
              variant="primary"
            >
              {hasPictures ? text.toTrain : text.toData}
            </ButtonLink>
          }
        />
      )}
    </Page>
  );
}
