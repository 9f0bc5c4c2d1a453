import { Crosshair, Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { DatasetSummary, ImageClass, ImageFilter } from "#api/datasets.ts";
import { ImageFilterSchema } from "#api/datasets.ts";
import {
  useCurrentRun,
  useRunPath,
} from "#renderer/engine-client/current-run.ts";
import {
  useBaseline,
  useImageIds,
} from "#renderer/engine-client/use-datasets.ts";
import { useImages } from "#renderer/engine-client/use-images.ts";
import { useOpenFindings } from "#renderer/engine-client/use-labels.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ClassChooser } from "#renderer/ui/class-chooser.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { labelKeyAct } from "#renderer/ui/label-keys.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Search } from "lucide-react";

import { useMoreLikeThis, usePicked } from "./use-picked.ts";
import { BaselineCard } from "./baseline-card.tsx";
import { ClassList } from "./class-list.tsx";
import { isNarrowed, readFilter, writeFilter } from "./filter-address.ts";
import { FilterBar, FilterChips } from "./filter-bar.tsx";
import { MoreFilters } from "./more-filters.tsx";
import { ImageGrid } from "./image-grid.tsx";
import { Inspector } from "./inspector.tsx";
import { pictureMenu, similarItem } from "./picture-menu.ts";
import { PreviewDialog } from "./preview-dialog.tsx";
import { Remarks } from "./remarks.tsx";
import type { Selection } from "./selection.ts";
import {
  NOTHING_SELECTED,
  selectAll,
  selectNone,
  selectOne,
} from "./selection.ts";
import { SplitBar } from "./split-bar.tsx";
import { useStoredSize } from "./use-stored-size.ts";

const text = strings.datasets;
const NO_DOUBT: ReadonlySet<number> = new Set();
const NO_CLASSES: readonly ImageClass[] = [];

/** The Data screen of a project that has pictures. */
export function PicturesView({
  dataset,
  readOnly,
  inspecting,
  actions,
  children,
}: {
  dataset: DatasetSummary;
  readOnly: boolean;
  inspecting: boolean;
  actions: ReactNode;
  /** Dialogs. */
  children: ReactNode;
}) {
  const { classes } = dataset;
  const classById = useMemo(
    () => new Map(classes.map((one) => [one.id, one])),
    [classes],
  );
  const { filter, setFilter, pickedLabel } = useFilter();
  const [selection, setSelection] = useState<Selection>(NOTHING_SELECTED);
  const [previewing, setPreviewing] = useState(false);
  const [size, setSize] = useStoredSize();
  const total = useImages(filter, 0, 0).total;
  const allIds = useImageIds(filter);
  const baseline = useBaseline().data;
  const doubtful = useMemo(
    () =>
      baseline === undefined
        ? NO_DOUBT
        : new Set(baseline.suspicious.map(({ imageId }) => imageId)),
    [baseline],
  );
  const acts = useDataActs();
  const moreLikeThis = useMoreLikeThis();
  const [asking, setAsking] = useState<Asking | null>(null);
  const linked = useLinkedPicture(allIds, setSelection);
  const navigate = useNavigate();
  const withRun = useRunPath();
  const currentRun = useCurrentRun().run;
  const runId =
    filter.runId ?? (currentRun?.bestEpoch == null ? null : currentRun.id);
  const imageIds = [...selection.ids];

  function press(event: { key: string; preventDefault(): void }): void {
    if (readOnly || imageIds.length === 0) {
      return;
    }
    const act = labelKeyAct(classes, event.key);
    if (act === undefined) {
      return;
    }
    event.preventDefault();
    if (act.kind === "relabel") {
      acts.relabel(imageIds, act.imageClass);
    } else if (act.kind === "ask") {
      setAsking({ for: "relabel", typed: act.typed });
    } else {
      acts.setExcluded(imageIds, filter.excluded !== "only");
    }
  }

  const menu: readonly MenuItem[] = [
    {
      id: "preview",
      label: text.preview,
      icon: Eye,
      shortcut: "Space",
      onSelect: () => setPreviewing(true),
    },
    {
      id: "explain",
      label: text.explain,
      icon: Crosshair,
      disabled: imageIds.length !== 1,
      onSelect: () => {
        const path = withRun("/explain");
        const joint = path.includes("?") ? "&" : "?";
        void navigate(`${path}${joint}image=${imageIds[0]}`);
      },
    },
    similarItem(
      () => void moreLikeThis(imageIds[0] ?? -1),
      imageIds.length === 1,
    ),
    ...(readOnly
      ? []
      : pictureMenu(imageIds, classes, acts, {
          relabel: () => setAsking({ for: "relabel", typed: "" }),
          split: () => setAsking({ for: "split", typed: "" }),
        })),
  ];

  const findings = useOpenFindings();
  const visible = total ?? 0;
  const noun = dataset.kind === "texts" ? "text" : "picture";
  return (
    <Page
      title={text.title}
      subtitle={text.summary(
        dataset.imageCount,
        classes.length,
        dataset.excludedCount,
        noun,
      )}
      actions={actions}
      filled
      inspectorLabel={text.inspector}
      inspector={
        inspecting ? (
          <Inspector
            imageIds={imageIds}
            classes={classes}
            acts={acts}
            readOnly={readOnly}
            onPreview={() => setPreviewing(true)}
            onSimilar={(imageId) => void moreLikeThis(imageId)}
          />
        ) : undefined
      }
    >
      <div className="data-screen">
        <div className="data-screen__side">
          <ClassList
            classes={classes}
            chosen={filter.classIds ?? []}
            readOnly={readOnly}
            onChoose={(classIds) =>
              setFilter({ ...filter, classIds: [...classIds] })
            }
          />
          {baseline !== undefined && (
            <BaselineCard
              baseline={baseline}
              classes={classById}
              onMap={() => void navigate(withRun("/data/map"))}
              onSuspicious={() => setFilter({ order: "suspicious" })}
              onPair={(classId) =>
                setFilter({ classIds: [classId], order: "suspicious" })
              }
            />
          )}
        </div>
        <div className="data-screen__main">
          <Remarks dataset={dataset} />
          <SplitBar dataset={dataset} readOnly={readOnly} />
          <FilterBar
            filter={filter}
            onFilter={setFilter}
            runId={runId}
            more={
              <MoreFilters
                filter={filter}
                onFilter={setFilter}
                runId={runId}
                classes={classes}
                findings={findings}
              />
            }
          />
          <FilterChips
            filter={filter}
            words={{
              classes: classById,
              kind: dataset.kind,
              picked: pickedLabel,
              finding: (check) =>
                findings.find((one) => one.check === check)?.title ??
                check.replaceAll("-", " "),
            }}
            onFilter={setFilter}
            size={size}
            onSize={setSize}
          >
            {text.shown(visible, noun)}
            {imageIds.length > 1 && ` · ${text.selected(imageIds.length)}`}
            {imageIds.length > 0 && imageIds.length < visible && (
              <Button
                size="small"
                variant="quiet"
                onClick={() =>
                  void allIds().then((ids) =>
                    setSelection((known) => selectAll(known, ids)),
                  )
                }
              >
                {text.selectAll(visible)}
              </Button>
            )}
            {imageIds.length > 1 && (
              <Button
                size="small"
                variant="quiet"
                onClick={() => setSelection(selectNone)}
              >
                {text.selectNone}
              </Button>
            )}
          </FilterChips>
          {total === 0 && isNarrowed(filter) ? (
            <EmptyState
              icon={Search}
              title={text.nothingMatches}
              message={text.nothingMatchesMessage}
            />
          ) : (
            <ImageGrid
              filter={filter}
              size={size}
              classes={classById}
              doubtful={doubtful}
              selection={selection}
              revealed={linked}
              onSelection={setSelection}
              allIds={allIds}
              menu={menu}
              onPreview={() => imageIds.length > 0 && setPreviewing(true)}
              onKey={press}
            />
          )}
        </div>
      </div>
      {previewing && selection.focus !== null && (
        <PreviewDialog
          filter={filter}
          index={Math.min(selection.focus, Math.max(0, visible - 1))}
          classes={classById}
          onMove={(index, id) => setSelection(selectOne(index, id))}
          onKey={press}
          onClose={() => setPreviewing(false)}
        />
      )}
      {asking !== null && (
        <ClassChooser
          title={
            asking.for === "split"
              ? strings.dataActs.splitTitle(imageIds.length)
              : strings.dataActs.relabelTitle(imageIds.length)
          }
          classes={asking.for === "split" ? NO_CLASSES : classes}
          typed={asking.typed}
          onChoose={(imageClass) => acts.relabel(imageIds, imageClass)}
          onCreate={(name) => acts.splitClass(imageIds, name)}
          onClose={() => setAsking(null)}
        />
      )}
      {children}
    </Page>
  );
}

/** A class that is asked for: of the selected pictures, or a new one that they make. */
interface Asking {
  readonly for: "relabel" | "split";
  /** What was typed before the question came. */
  readonly typed: string;
}

/** Selects the picture that the address names (`?image=7`), and gives its place in the list, for the grid to show it. */
function useLinkedPicture(
  allIds: () => Promise<number[]>,
  onSelection: (selection: Selection) => void,
): number | null {
  const imageId = Number(useSearchParams()[0].get("image"));
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    if (imageId > 0) {
      void allIds().then((ids) => {
        const index = ids.indexOf(imageId);
        if (index >= 0) {
          setPlace(index);
          onSelection(selectOne(index, imageId));
        }
      });
    }
  }, [imageId, onSelection, allIds]);
  return place;
}

/** The filter of the address; its identity changes only with what it says. */
function useFilter(): {
  readonly filter: ImageFilter;
  readonly setFilter: (filter: ImageFilter) => void;
  /** What the picked pictures are, when only these are shown. */
  readonly pickedLabel: string | undefined;
} {
  const [parameters, setParameters] = useSearchParams();
  const picked = usePicked();
  const written = JSON.stringify(readFilter(parameters, picked?.imageIds));
  const filter = useMemo(
    () => ImageFilterSchema.parse(JSON.parse(written)),
    [written],
  );
  const setFilter = useCallback(
    (next: ImageFilter) =>
      setParameters((known) => writeFilter(known, next), { replace: true }),
    [setParameters],
  );
  return { filter, setFilter, pickedLabel: picked?.label };
}
