import "./versions.css";

import { Camera, History } from "lucide-react";
import { useState } from "react";
import { useSearchParams } from "react-router";

import { useProject } from "#renderer/engine-client/use-projects.ts";
import { useVersions } from "#renderer/engine-client/use-versions.ts";
import { Button } from "#renderer/ui/button.tsx";
import { EmptyState, Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { ComparisonView } from "./comparison-view.tsx";
import { NameDialog } from "./name-dialog.tsx";
import { runEntry, snapshotEntry } from "./version-entries.ts";
import { VersionList } from "./version-list.tsx";

const text = strings.versions;
const CHOSEN = "version";

/** Snapshots and the data of runs; how the chosen one differs from now or from another; the way back. */
export function VersionsScreen() {
  const isReadOnly = useProject().data?.readOnly === true;
  const { data, error } = useVersions();
  const [parameters, setParameters] = useSearchParams();
  const [isSaving, setSaving] = useState(false);
  const snapshots = data?.snapshots.map(snapshotEntry) ?? [];
  const runs = data?.runs.map(runEntry) ?? [];
  const entries = [...snapshots, ...runs];
  const chosen =
    entries.find(({ key }) => key === parameters.get(CHOSEN)) ?? entries[0];
  const choose = (key: string) =>
    setParameters(
      (known) => {
        const next = new URLSearchParams(known);
        next.set(CHOSEN, key);
        return next;
      },
      { replace: true },
    );

  const saveButton = (
    <Button
      variant="primary"
      icon={Camera}
      disabled={isReadOnly}
      onClick={() => setSaving(true)}
    >
      {text.save}
    </Button>
  );
  return (
    <Page
      title={text.title}
      subtitle={text.subtitle}
      actions={entries.length > 0 && saveButton}
    >
      {isSaving && (
        <NameDialog
          onClose={() => setSaving(false)}
          onStarted={(id) => choose(`snapshot-${id}`)}
        />
      )}
      {error !== null && <Notice tone="danger">{error.message}</Notice>}
      {data === undefined && error === null && (
        <LoadingBlock label={strings.common.loading} />
      )}
      {data !== undefined && chosen === undefined && (
        <EmptyState
          icon={History}
          title={text.empty}
          message={text.emptyText}
          actions={saveButton}
        />
      )}
      {chosen !== undefined && (
        <div className="versions">
          <VersionList
            snapshots={snapshots}
            runs={runs}
            chosen={chosen}
            isReadOnly={isReadOnly}
            onChoose={choose}
          />
          <ComparisonView
            key={chosen.key}
            entry={chosen}
            others={entries.filter(({ digest }) => digest !== chosen.digest)}
            isReadOnly={isReadOnly}
          />
        </div>
      )}
    </Page>
  );
}
