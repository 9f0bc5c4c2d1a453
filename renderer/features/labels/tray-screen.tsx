import "./tray.css";

import { Inbox, ListOrdered } from "lucide-react";
import { useMemo } from "react";

import type { ImageFilter } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useTrayState } from "#renderer/engine-client/use-labels.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { TrayTable } from "./tray-table.tsx";

const text = strings.labels;
const TRAY = "tray";

/** The pictures without a label, the most instructive first, one key for each. */
export function TrayScreen() {
  const project = useProject().data;
  const engine = useEngine();
  const dataset = useDataset(project != null).data;
  const { data: state, error } = useTrayState();
  const order = useAct(() => engine.labels.tray.start({}));
  const isOrdered = state?.status === "ready" || state?.status === "stale";
  const filter: ImageFilter = useMemo(
    () =>
      isOrdered
        ? { labelled: "no", ranking: TRAY, runId: TRAY }
        : { labelled: "no" },
    [isOrdered],
  );
  if (error !== null) {
    return (
      <Page title={text.tray}>
        <Notice tone="danger">{error.message}</Notice>
      </Page>
    );
  }
  if (state === undefined || dataset === undefined) {
    return (
      <Page title={text.tray}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  if (state.unlabelled === 0) {
    return (
      <Page title={text.tray}>
        <EmptyState
          icon={Inbox}
          title={text.trayEmpty}
          message={text.trayEmptyMessage}
        />
      </Page>
    );
  }
  const isRunning = state.status === "running" || order.isRunning;
  const failure = order.failure?.message ?? null;
  return (
    <Page
      title={text.tray}
      subtitle={text.traySummary(state.unlabelled)}
      actions={
        <Button
          variant={isOrdered ? "secondary" : "primary"}
          icon={ListOrdered}
          busy={isRunning}
          disabled={project?.readOnly === true}
          onClick={() => order.run(undefined)}
        >
          {isRunning
            ? text.trayRunning
            : isOrdered
              ? text.trayOrderAgain
              : text.trayOrder}
        </Button>
      }
      filled
    >
      {(state.status === "failed" || failure !== null) && (
        <Notice tone="danger" title={text.trayFailed}>
          {failure ?? state.message}
        </Notice>
      )}
      <TrayTable
        key={JSON.stringify(filter)}
        filter={filter}
        classes={dataset.classes}
        labelled={dataset.imageCount}
        readOnly={project?.readOnly === true}
        why={
          !isOrdered
            ? text.trayUnordered
            : [
                text.trayWhy(state.learntFrom),
                ...(state.message === null ? [] : [state.message]),
                ...(state.labelledSince > 0
                  ? [text.trayStale(state.labelledSince)]
                  : []),
              ].join(" ")
        }
      />
    </Page>
  );
}
