import type { KeyboardEvent, ReactNode } from "react";
import { useMemo, useState } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import { pointCloud } from "#renderer/charts/point-cloud.ts";
import type { MapTool } from "#renderer/charts/point-map.tsx";
import { PointMap } from "#renderer/charts/point-map.tsx";
import { useCurrentRun } from "#renderer/engine-client/current-run.ts";
import { useOpenFindings } from "#renderer/engine-client/use-labels.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { ClassChooser } from "#renderer/ui/class-chooser.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { labelKeyAct } from "#renderer/ui/label-keys.ts";
import { Page } from "#renderer/ui/page.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

import type { MapColors } from "./map-colors.ts";
import { nearestGroups } from "./map-colors.ts";
import { MapHover } from "./map-hover.tsx";
import {
  indicesOfGroup,
  noSelection,
  selectedIds,
  selectPoints,
} from "./map-selection.ts";
import { MapLegend } from "./map-legend.tsx";
import { MapSelectionPanel } from "./map-selection-panel.tsx";
import type { ColoredBy } from "./use-map-colors.ts";
import { useMapColors } from "./use-map-colors.ts";

const text = strings.labels;

/** The columns of a map: of each point its picture, its place and its class (−1 none, −2 gone from the data set). */
export interface MapPoints {
  readonly imageIds: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly classIds: Int32Array;
}

/** A map that is there: its points, what their colours say, what is selected and what can be done with it. */
export function MapRoom({
  dataset,
  points,
  readOnly,
  trustworthiness,
  notice,
  actions,
}: {
  dataset: DatasetSummary;
  points: MapPoints;
  readOnly: boolean;
  trustworthiness: number | null;
  notice: ReactNode;
  actions: ReactNode;
}) {
  const noun = useNoun();
  const { classes } = dataset;
  const { imageIds, x, y, classIds } = points;
  const run = useCurrentRun().run;
  const runId = run?.bestEpoch == null ? null : run.id;
  const findings = useOpenFindings();
  const acts = useDataActs();
  const [coloredBy, setColoredBy] = useState<ColoredBy>("class");
  const [tool, setTool] = useState<MapTool>("lasso");
  const [selection, setSelection] = useState(() =>
    noSelection(imageIds.length),
  );
  const [hovered, setHovered] = useState<{
    index: number;
    x: number;
    y: number;
  } | null>(null);
  const [asking, setAsking] = useState<{
    for: "relabel" | "split";
    typed: string;
  } | null>(null);
  const cloud = useMemo(() => pointCloud(x, y), [x, y]);
  const mapColors = useMapColors(coloredBy, points, classes, runId, findings);

  function select(indices: readonly number[], isMore: boolean): void {
    setSelection((before) => selectPoints(before, indices, isMore));
  }

  function ids(): number[] {
    return selectedIds(selection, imageIds);
  }

  function press(event: KeyboardEvent): void {
    const act =
      readOnly ||
      selection.count === 0 ||
      event.ctrlKey ||
      event.metaKey ||
      event.altKey
        ? undefined
        : labelKeyAct(classes, event.key);
    // 0, + and − are the map's own.
    if (act === undefined || event.defaultPrevented) {
      return;
    }
    event.preventDefault();
    if (act.kind === "relabel") {
      acts.relabel(ids(), act.imageClass);
    } else if (act.kind === "ask") {
      setAsking({ for: "relabel", typed: act.typed });
    } else {
      acts.setExcluded(ids(), true);
    }
  }

  return (
    <Page
      title={text.map}
      subtitle={
        <span title={trustworthiness === null ? undefined : text.mapKeptWhy}>
          {[
            text.mapSummary(imageIds.length, noun),
            ...(trustworthiness === null
              ? []
              : [text.mapKept(trustworthiness)]),
          ].join(" · ")}
        </span>
      }
      actions={
        <div className="row row--wrap">
          <div className="map-room__choice">
            <Select
              aria-label={text.colorBy}
              value={coloredBy}
              options={(
                ["class", "split", "finding", "correct", "predicted"] as const
              ).map((value) => ({
                value,
                label: `${text.colorBy}: ${text.colors[value]}`,
                disabled:
                  (value === "finding" && findings.length === 0) ||
                  ((value === "correct" || value === "predicted") &&
                    runId === null),
              }))}
              onChange={setColoredBy}
            />
          </div>
          <Segmented
            label={text.tool}
            size="small"
            value={tool}
            options={(["lasso", "move"] as const).map((value) => ({
              value,
              label: text.tools[value],
            }))}
            onChange={setTool}
          />
          {actions}
        </div>
      }
      filled
    >
      {notice}
      <div className="map-room">
        <div className="map-room__map" {...{ onKeyDown: press }}>
          {mapColors === undefined ? (
            <LoadingBlock label={strings.common.loading} />
          ) : (
            <ColoredMap
              mapColors={mapColors}
              render={(palette) => (
                <PointMap
                  cloud={cloud}
                  colors={mapColors.colors}
                  palette={palette}
                  selected={selection.marks}
                  hasSelection={selection.count > 0}
                  tool={tool}
                  label={text.mapLabel(imageIds.length, noun)}
                  describeBox={(count) => text.box(count, noun)}
                  onSelect={select}
                  onHover={(index, at) =>
                    setHovered(index === null ? null : { index, ...at })
                  }
                />
              )}
            />
          )}
          {hovered !== null && (
            <MapHover
              imageId={imageIds[hovered.index] ?? -1}
              imageClass={classes.find(
                ({ id }) => id === classIds[hovered.index],
              )}
              at={hovered}
            />
          )}
        </div>
        <div className="map-room__side">
          <MapSelectionPanel
            count={selection.count}
            ids={ids}
            readOnly={readOnly}
            onAsk={(what) => setAsking({ for: what, typed: "" })}
            onNone={() => setSelection(noSelection(imageIds.length))}
          />
          {mapColors !== undefined && (
            <MapLegend
              groups={mapColors.groups}
              nearest={() => nearestGroups(mapColors, x, y)}
              onSelect={(group, isMore) =>
                select(indicesOfGroup(mapColors.colors, group), isMore)
              }
            />
          )}
        </div>
      </div>
      {asking !== null && (
        <ClassChooser
          title={
            asking.for === "split"
              ? strings.dataActs.splitTitle(selection.count, noun)
              : strings.dataActs.relabelTitle(selection.count, noun)
          }
          classes={asking.for === "split" ? [] : classes}
          typed={asking.typed}
          onChoose={(imageClass) => acts.relabel(ids(), imageClass)}
          onCreate={(name) => acts.splitClass(ids(), name)}
          onClose={() => setAsking(null)}
        />
      )}
    </Page>
  );
}

/** Keeps the identity of the palette while its colours are the same, so that the map is not drawn for nothing. */
function ColoredMap({
  mapColors,
  render,
}: {
  mapColors: MapColors;
  render: (palette: readonly string[]) => ReactNode;
}) {
  const palette = useMemo(
    () => mapColors.groups.map(({ color }) => color),
    [mapColors],
  );
  return render(palette);
}
