import { Search } from "lucide-react";
import type { ReactNode } from "react";
import { useMemo, useState } from "react";
import { useNavigate } from "react-router";

import type { DatasetSummary } from "#api/datasets.ts";
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
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { EmptyState } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { BaselineCard } from "./baseline-card.tsx";
import { ClassList } from "./class-list.tsx";
import { isNarrowed } from "./filter-address.ts";
import { FilterBar, FilterChips } from "./filter-bar.tsx";
import { MoreFilters } from "./more-filters.tsx";
import { ImageGrid } from "./image-grid.tsx";
import { Inspector } from "./inspector.tsx";
import { PreviewDialog } from "./preview-dialog.tsx";
import { Remarks } from "./remarks.tsx";
import type { Selection } from "./selection.ts";
import { NOTHING_SELECTED, selectOne } from "./selection.ts";
import { SelectionLine } from "./selection-line.tsx";
import { SplitBar } from "./split-bar.tsx";
import { useFilter } from "./use-filter.ts";
import { useLinkedPicture } from "./use-linked-picture.ts";
import { useMoreLikeThis } from "./use-picked.ts";
import { useSelectedActs } from "./use-selected-acts.tsx";
import { useStoredSize } from "./use-stored-size.ts";

const text = strings.datasets;
const NO_DOUBT: ReadonlySet<number> = new Set();

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
  const linked = useLinkedPicture(allIds, setSelection);
  const navigate = useNavigate();
  const withRun = useRunPath();
  const currentRun = useCurrentRun().run;
  const runId =
    filter.runId ?? (currentRun?.bestEpoch == null ? null : currentRun.id);
  const imageIds = [...selection.ids];

  const { press, menu, question } = useSelectedActs({
    imageIds,
    classes,
    acts,
    readOnly,
    areExcluded: filter.excluded === "only",
    onPreview: () => setPreviewing(true),
    onSimilar: (imageId) => void moreLikeThis(imageId),
  });
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
      inspectorLabel={text.inspector(noun)}
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
            <SelectionLine
              visible={visible}
              noun={noun}
              selected={imageIds.length}
              allIds={allIds}
              onSelection={setSelection}
            />
          </FilterChips>
          {total === 0 && isNarrowed(filter) ? (
            <EmptyState
              icon={Search}
              title={text.nothingMatches(noun)}
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
      {question}
      {children}
    </Page>
  );
}
