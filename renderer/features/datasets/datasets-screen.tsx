import "./datasets-screen.css";

import {
  FolderInput,
  ImagePlus,
  PanelRight,
  Redo2,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";

import type { DatasetSummary } from "#api/datasets.ts";
import { inOrder } from "#renderer/engine-client/in-order.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button, IconButton } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

import { NoPictures } from "./no-pictures.tsx";
import { PicturesView } from "./pictures-view.tsx";
import { ProblemsDialog } from "./problems-dialog.tsx";

const text = strings.datasets;
const DIALOG = "dialog";

/** Pictures, classes, splits: the light table. Dialogs stand in the address: `?dialog=import`, `?dialog=problems`. */
export function DatasetsScreen() {
  const project = useProject().data;
  const { data: dataset, error } = useDataset(project != null);
  const importJob = useActiveJob(["import", "sample"]);
  const [parameters, setParameters] = useSearchParams();
  const [inspecting, setInspecting] = useState(true);
  const dialog = parameters.get(DIALOG);

  const open = useMemo(
    () => (name: "import" | "add" | "problems" | null) =>
      setParameters(
        (known) => {
          const next = new URLSearchParams(known);
          if (name === null) {
            next.delete(DIALOG);
          } else {
            next.set(DIALOG, name);
          }
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );

  const dialogs = (
    <>
      {dialog === "problems" && <ProblemsDialog onClose={() => open(null)} />}
    </>
  );

  if (dataset === undefined) {
    return (
      <Page title={text.title}>
        {error === null ? (
          <LoadingBlock label={strings.common.loading} />
        ) : (
          <Notice tone="danger">{error.message}</Notice>
        )}
      </Page>
    );
  }
  const hasPictures = dataset.imageCount + dataset.excludedCount > 0;
  if (!hasPictures) {
    return (
      <Page
        title={text.title}
        actions={
          dataset.problemCount > 0 && (
            <ProblemsButton dataset={dataset} onOpen={() => open("problems")} />
          )
        }
      >
        <NoPictures
          isImporting={importJob !== undefined}
          unlabelledCount={dataset.unlabelledCount}
          onImport={() => open("import")}
          onAdd={() => open("add")}
        />
        {dialogs}
      </Page>
    );
  }
  return (
    <PicturesView
      dataset={dataset}
      readOnly={project?.readOnly === true}
      inspecting={inspecting}
      actions={
        <div className="row">
          {dataset.problemCount > 0 && (
            <ProblemsButton dataset={dataset} onOpen={() => open("problems")} />
          )}
          <HistoryButtons dataset={dataset} />
          <IconButton
            icon={PanelRight}
            label={inspecting ? text.hideInspector : text.showInspector}
            pressed={inspecting}
            onClick={() => setInspecting(!inspecting)}
          />
          <Button
            icon={ImagePlus}
            disabled={project?.readOnly === true || dataset.kind === "texts"}
            onClick={() => open("add")}
          >
            {strings.captures.add}
          </Button>
          <Button
            icon={FolderInput}
            disabled={project?.readOnly === true}
            onClick={() => open("import")}
          >
            {text.importFolder}
          </Button>
        </div>
      }
    >
      {dialogs}
    </PicturesView>
  );
}

function ProblemsButton({
  dataset,
  onOpen,
}: {
  dataset: DatasetSummary;
  onOpen: () => void;
}) {
  return (
    <Button variant="quiet" icon={TriangleAlert} onClick={onOpen}>
      {text.problems(dataset.problemCount)}
    </Button>
  );
}

function HistoryButtons({ dataset }: { dataset: DatasetSummary }) {
  const engine = useEngine();
  const act = useAct((perform: () => Promise<unknown>) => perform(), {
    onFailure: showFailure,
  });
  const { canUndo, canRedo } = dataset;
  return (
    <>
      <IconButton
        icon={Undo2}
        label={canUndo === null ? text.undo : text.undoThis(canUndo)}
        shortcut="mod+z"
        disabled={canUndo === null}
        onClick={() => act.run(() => inOrder(() => engine.datasets.undo({})))}
      />
      <IconButton
        icon={Redo2}
        label={canRedo === null ? text.redo : text.redoThis(canRedo)}
        shortcut="mod+shift+z"
        disabled={canRedo === null}
        onClick={() => act.run(() => inOrder(() => engine.datasets.redo({})))}
      />
    </>
  );
}
