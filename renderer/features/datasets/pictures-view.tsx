import { Crosshair, Eye } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import type { DatasetSummary, ImageFilter } from "#api/datasets.ts";
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
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Search } from "lucide-react";

import { BaselineCard } from "./baseline-card.tsx";
import { ClassList } from "./class-list.tsx";
import { isNarrowed, readFilter, writeFilter } from "./filter-address.ts";
import { FilterBar, FilterChips } from "./filter-bar.tsx";
import { ImageGrid } from "./image-grid.tsx";
import { Inspector } from "./inspector.tsx";
import { classOfKey } from "./label-keys.ts";
import { pictureMenu } from "./picture-menu.ts";
import { PreviewDialog } from "./preview-dialog.tsx";
import { Remarks } from "./remarks.tsx";
import type { Selection } from "./selection.ts";
import { NOTHING_SELECTED, selectOne } from "./selection.ts";
import { SplitBar } from "./split-bar.tsx";
import { usePictureActs } from "./use-picture-acts.ts";
import { useStoredSize } from "./use-stored-size.ts";

const text = strings.datasets;
const NO_DOUBT: ReadonlySet<number> = new Set();

/** The Data screen of a project that has pictures. */
export function PicturesView({
  dataset,
  readOnly,
  inspecting,
  onMap,
  actions,
  children,
}: {
  dataset: DatasetSummary;
  readOnly: boolean;
  inspecting: boolean;
  /** Opens the map of the pictures. */
  onMap: () => void;
  actions: ReactNode;
  /** Dialogs. */
  children: ReactNode;
}) {
  const { classes } = dataset;
  const classById = useMemo(
    () => new Map(classes.map((one) => [one.id, one])),
    [classes],
  );
  const { filter, setFilter } = useFilter();
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
  const acts = usePictureActs();
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
    const labelled = classOfKey(classes, event.key);
    if (labelled !== undefined) {
      event.preventDefault();
      acts.relabel(imageIds, labelled);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
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
    ...(readOnly ? [] : pictureMenu(imageIds, classes, acts)),
  ];

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
          />
        ) : undefined
      }
    >
      <div className="data-screen">
        <div className="data-screen__side">
          <ClassList
            classes={classes}
            chosen={filter.classIds ?? []}
            onChoose={(classIds) =>
              setFilter({ ...filter, classIds: [...classIds] })
            }
          />
          {baseline !== undefined && (
            <BaselineCard
              baseline={baseline}
              classes={classById}
              onMap={onMap}
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
          <FilterBar filter={filter} onFilter={setFilter} runId={runId} />
          <FilterChips
            filter={filter}
            classes={classById}
            onFilter={setFilter}
            size={size}
            onSize={setSize}
          >
            {text.shown(visible, noun)}
            {imageIds.length > 1 && ` · ${text.selected(imageIds.length)}`}
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
      {children}
    </Page>
  );
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
} {
  const [parameters, setParameters] = useSearchParams();
  const written = JSON.stringify(readFilter(parameters));
  const filter = useMemo(
    () => ImageFilterSchema.parse(JSON.parse(written)),
    [written],
  );
  const setFilter = useCallback(
    (next: ImageFilter) =>
      setParameters((known) => writeFilter(known, next), { replace: true }),
    [setParameters],
  );
  return { filter, setFilter };
}
