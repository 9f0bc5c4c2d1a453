import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import type { Run } from "#api/training.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useRefreshRuns } from "#renderer/engine-client/use-runs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Field } from "#renderer/ui/field.tsx";
import {
  formatDuration,
  formatMoment,
  formatPercent,
} from "#renderer/ui/format.ts";
import { Menu } from "#renderer/ui/menu.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";
import { TextInput } from "#renderer/ui/text-field.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";

import { StatusBadge } from "./status-badge.tsx";

const text = strings.train;

/** All runs of the project: show one, rename it, delete it (which can be undone). */
export function RunList({
  runs,
  shownId,
  onShow,
}: {
  runs: readonly Run[];
  shownId: string | null;
  onShow: (runId: string) => void;
}) {
  const engine = useEngine();
  const refresh = useRefreshRuns();
  const [renaming, setRenaming] = useState<Run | null>(null);
  const act = useAct((perform: () => Promise<unknown>) => perform(), {
    onDone: refresh,
    onFailure: (failure) =>
      showToast({
        title: strings.common.failed,
        message: failure.message,
        tone: "danger",
      }),
  });

  async function deleteRun(run: Run): Promise<void> {
    const reference = { runId: run.id };
    const done = await act.runAsync(() => engine.training.deleteRun(reference));
    if (done === null) return;
    showToast({
      title: text.deleted(run.name),
      message: text.deletedText,
      action: {
        label: strings.common.undo,
        perform: () => act.run(() => engine.training.restoreRun(reference)),
      },
    });
  }

  const columns = runColumns({
    shownId,
    onShow,
    onRename: setRenaming,
    onDelete: (run) => void deleteRun(run),
  });
  return (
    <Panel title={text.runs}>
      {runs.length === 0 ? (
        <p className="muted">{text.noRuns}</p>
      ) : (
        <Table
          caption={text.runs}
          columns={columns}
          rows={runs}
          rowKey={(run) => run.id}
        />
      )}
      {renaming !== null && (
        <RenameDialog
          run={renaming}
          onClose={() => setRenaming(null)}
          onRename={(name) => {
            act.run(() =>
              engine.training.renameRun({ runId: renaming.id, name }),
            );
            setRenaming(null);
          }}
        />
      )}
    </Panel>
  );
}

function RenameDialog({
  run,
  onClose,
  onRename,
}: {
  run: Run;
  onClose: () => void;
  onRename: (name: string) => void;
}) {
  const [name, setName] = useState(run.name);
  return (
    <Dialog title={text.renameTitle} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") onRename(name.trim());
        }}
      >
        <Field label={text.renameLabel}>
          {(control) => (
            <TextInput {...control} value={name} onChange={setName} />
          )}
        </Field>
        <span className="row">
          <Button type="submit" variant="primary" disabled={name.trim() === ""}>
            {strings.common.save}
          </Button>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
        </span>
      </form>
    </Dialog>
  );
}

function runColumns({
  shownId,
  onShow,
  onRename,
  onDelete,
}: {
  shownId: string | null;
  onShow: (runId: string) => void;
  onRename: (run: Run) => void;
  onDelete: (run: Run) => void;
}): readonly Column<Run>[] {
  return [
    {
      id: "name",
      header: text.columns.name,
      sortBy: (run) => run.name,
      cell: (run) => (
        <button
          type="button"
          className="run-name"
          aria-label={text.show(run.name)}
          aria-current={run.id === shownId}
          onClick={() => onShow(run.id)}
        >
          {run.name}
        </button>
      ),
    },
    { id: "model", header: text.columns.model, cell: (run) => run.modelName },
    {
      id: "status",
      header: text.columns.status,
      cell: (run) => <StatusBadge status={run.status} />,
    },
    {
      id: "epochs",
      header: text.columns.epochs,
      align: "end",
      cell: (run) => run.epoch,
      sortBy: (run) => run.epoch,
    },
    accuracyColumn("validation"),
    accuracyColumn("test"),
    {
      id: "time",
      header: text.columns.time,
      align: "end",
      cell: (run) => formatDuration(run.seconds),
      sortBy: (run) => run.seconds,
    },
    {
      id: "started",
      header: text.columns.started,
      align: "end",
      cell: (run) => formatMoment(run.createdAt),
      sortBy: (run) => Date.parse(run.createdAt),
    },
    {
      id: "acts",
      header: <span className="visually-hidden">{text.columns.acts}</span>,
      align: "end",
      cell: (run) => (
        <Menu
          align="end"
          items={[
            {
              id: "rename",
              label: text.rename,
              icon: Pencil,
              onSelect: () => onRename(run),
            },
            {
              id: "delete",
              label: text.deleteRun,
              icon: Trash2,
              danger: true,
              disabled: run.status === "running" || run.status === "waiting",
              onSelect: () => onDelete(run),
            },
          ]}
        >
          <button
            type="button"
            className="button button--quiet button--small button--icon"
            aria-label={text.actsOf(run.name)}
          >
            <Ellipsis size={14} aria-hidden />
          </button>
        </Menu>
      ),
    },
  ];
}

function accuracyColumn(split: "validation" | "test"): Column<Run> {
  return {
    id: split,
    header: text.columns[split],
    align: "end",
    cell: (run) => {
      const metrics = run.metrics[split];
      return metrics === null
        ? strings.common.none
        : formatPercent(metrics.accuracy);
    },
    sortBy: (run) => run.metrics[split]?.accuracy ?? -1,
  };
}
