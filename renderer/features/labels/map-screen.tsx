import "./map.css";

import { Images, Map as MapIcon } from "lucide-react";
import { useMemo } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  useBaseline,
  useDataset,
  useIdsOfFilters,
} from "#renderer/engine-client/use-datasets.ts";
import { useLabelMap } from "#renderer/engine-client/use-labels.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { decodeIntegers, decodeNumbers } from "./decode-columns.ts";
import type { MapPoints } from "./map-room.tsx";
import { MapRoom } from "./map-room.tsx";
import { pointsOfTexts } from "./text-points.ts";

const text = strings.labels;

/** The map of all pictures: what looks alike to the network lies together. */
export function MapScreen() {
  const project = useProject().data;
  const dataset = useDataset(project != null).data;
  if (dataset === undefined) {
    return (
      <Page title={text.map}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  return dataset.kind === "texts" ? (
    <TextMap dataset={dataset} />
  ) : (
    <PictureMap dataset={dataset} readOnly={project?.readOnly === true} />
  );
}

function PictureMap({
  dataset,
  readOnly,
}: {
  dataset: DatasetSummary;
  readOnly: boolean;
}) {
  const engine = useEngine();
  const { data: map, error } = useLabelMap();
  const start = useAct(() => engine.labels.startMap({}));
  // The columns are the same text when only the labels have changed.
  const { imageIds = "", x = "", y = "", classIds = "" } = map ?? {};
  const places = useMemo(
    () => ({
      imageIds: decodeIntegers(imageIds),
      x: decodeNumbers(x),
      y: decodeNumbers(y),
    }),
    [imageIds, x, y],
  );
  const points: MapPoints = useMemo(
    () => ({ ...places, classIds: decodeIntegers(classIds) }),
    [places, classIds],
  );
  if (error !== null) {
    return (
      <Page title={text.map}>
        <Notice tone="danger">{error.message}</Notice>
      </Page>
    );
  }
  if (map === undefined) {
    return (
      <Page title={text.map}>
        <LoadingBlock label={strings.common.loading} />
      </Page>
    );
  }
  const isRunning = map.status === "running" || start.isRunning;
  const draw = (label: string, isPrimary: boolean) => (
    <Button
      variant={isPrimary ? "primary" : "secondary"}
      icon={MapIcon}
      busy={isRunning}
      disabled={readOnly}
      onClick={() => start.run(undefined)}
    >
      {label}
    </Button>
  );
  const failure = start.failure?.message ?? null;
  if (map.count === 0) {
    const hasPictures = dataset.imageCount + dataset.unlabelledCount > 0;
    return (
      <Page title={text.map}>
        <EmptyState
          icon={hasPictures ? MapIcon : Images}
          title={
            !hasPictures
              ? text.mapNoPictures
              : isRunning
                ? text.mapRunning
                : text.mapEmpty
          }
          message={
            !hasPictures
              ? text.mapNoPicturesMessage
              : isRunning
                ? text.mapRunningMessage
                : (failure ?? map.message ?? text.mapEmptyMessage)
          }
          actions={hasPictures && !isRunning && draw(text.drawMap, true)}
        />
      </Page>
    );
  }
  return (
    <MapRoom
      key={imageIds}
      dataset={dataset}
      points={points}
      readOnly={readOnly}
      trustworthiness={map.trustworthiness}
      notice={noticeOf(map.status, failure ?? map.message)}
      actions={draw(text.drawAgain, false)}
    />
  );
}

function noticeOf(
  status: "none" | "running" | "ready" | "stale" | "failed",
  message: string | null,
) {
  if (status === "failed" || (message !== null && status !== "running")) {
    return (
      <Notice tone={status === "failed" ? "danger" : "neutral"}>
        {message ?? text.mapFailed}
      </Notice>
    );
  }
  return status === "stale" ? (
    <Notice tone="warning">{text.mapStale}</Notice>
  ) : null;
}

/** Texts are laid out by the instant baseline's own features. */
function TextMap({ dataset }: { dataset: DatasetSummary }) {
  const baseline = useBaseline().data;
  const filters = useMemo(
    () =>
      dataset.classes.map(({ id }) => ({
        classIds: [id],
      })),
    [dataset.classes],
  );
  const members = useIdsOfFilters(filters);
  const points = useMemo(
    () =>
      baseline === undefined || members === undefined
        ? undefined
        : pointsOfTexts(
            baseline.map,
            dataset.classes.map(({ id }) => id),
            members,
          ),
    [baseline, members, dataset.classes],
  );
  if (points === undefined || points.imageIds.length === 0) {
    return (
      <Page title={text.map}>
        <EmptyState
          icon={MapIcon}
          title={text.mapEmpty}
          message={text.mapTextsMessage}
        />
      </Page>
    );
  }
  return (
    <MapRoom
      dataset={dataset}
      points={points}
      readOnly={false}
      trustworthiness={null}
      notice={null}
      actions={null}
    />
  );
}
