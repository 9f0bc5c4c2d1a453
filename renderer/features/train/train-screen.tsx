import "./train.css";

import { Images } from "lucide-react";
import { useState } from "react";

import {
  useCurrentRun,
  useRunPath,
} from "#renderer/engine-client/current-run.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { formatQuantity } from "#renderer/ui/format.ts";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { RecipePanel, type AugmentationSlot } from "./recipe-panel.tsx";
import { RunList } from "./run-list.tsx";
import { RunPanel } from "./run-panel.tsx";

const text = strings.train;

/** The next recipe, the run that is shown, and all runs. While one trains it comes first. */
export function TrainScreen({
  AugmentationPanel,
}: {
  AugmentationPanel: AugmentationSlot;
}) {
  const hasProject = useProject().data != null;
  const dataset = useDataset(hasProject).data;
  const { run, runs, setRun } = useCurrentRun();
  /** The run that was started here: it stays on top when it ends. */
  const [watched, setWatched] = useState<string | null>(null);
  const job = useActiveJob(["train"]);
  const runPath = useRunPath();

  if (dataset === undefined) {
    return (
      <Page title={text.title}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  if (dataset.imageCount === 0 && runs.length === 0) {
    return (
      <Page title={text.title}>
        <EmptyState
          icon={Images}
          title={text.noPictures}
          message={text.noPicturesText}
          actions={
            <ButtonLink to={runPath("/data")} variant="primary">
              {text.toData}
            </ButtonLink>
          }
        />
      </Page>
    );
  }
  const count = (split: "train" | "validation" | "test") =>
    dataset.classes.reduce((sum, one) => sum + one.bySplit[split], 0);
  const noun = dataset.kind === "texts" ? "text" : "picture";
  const training = runs.find(({ id }) => id === job?.runId);
  const shown = training ?? run ?? null;
  const recipe = (
    <RecipePanel
      key="recipe"
      AugmentationPanel={AugmentationPanel}
      busy={job !== undefined}
      classCount={dataset.classes.filter((one) => one.count > 0).length}
      onStarted={(runId) => {
        setWatched(runId);
        setRun(runId);
      }}
    />
  );
  const course =
    shown === null ? null : <RunPanel key={shown.id} run={shown} />;
  return (
    <Page
      title={text.title}
      subtitle={text.subtitle(
        formatQuantity(count("train"), noun),
        formatQuantity(count("validation"), noun),
        formatQuantity(count("test"), noun),
      )}
    >
      <div className="stack stack--loose train">
        {training !== undefined || shown?.id === watched
          ? [course, recipe]
          : [recipe, course]}
        <RunList runs={runs} shownId={shown?.id ?? null} onShow={setRun} />
      </div>
    </Page>
  );
}
