import { useState } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

import { ImportDialog } from "./import-dialog.tsx";

const text = strings.datasets;
const SHOWN_AT_FIRST = 1;

/** What a person should know before training, and folders that are not where they were. */
export function Remarks({ dataset }: { dataset: DatasetSummary }) {
  const engine = useEngine();
  const [relinked, setRelinked] = useState<number | null>(null);
  const [all, setAll] = useState(false);
  const lost = dataset.roots.filter(({ reachable }) => !reachable);
  const { warnings } = dataset;
  const shown = all ? warnings : warnings.slice(0, SHOWN_AT_FIRST);

  async function relink(rootId: number, folder: string): Promise<void> {
    const { found, missing } = await engine.datasets.relink({ rootId, folder });
    showToast({
      title: text.relinked(found, missing),
      tone: missing === 0 ? "good" : "warning",
    });
  }

  if (lost.length === 0 && warnings.length === 0) {
    return null;
  }
  return (
    <div className="stack stack--tight">
      {lost.map((root) => (
        <Notice
          key={root.id}
          tone="danger"
          actions={
            <Button size="small" onClick={() => setRelinked(root.id)}>
              {text.findFolder}
            </Button>
          }
        >
          {text.rootLost(root.path, root.imageCount)}
        </Notice>
      ))}
      {shown.map(({ code, message }, place) => (
        <Notice
          key={`${code} ${message}`}
          tone="warning"
          actions={
            place === 0 &&
            warnings.length > SHOWN_AT_FIRST && (
              <Button
                size="small"
                variant="quiet"
                aria-expanded={all}
                onClick={() => setAll(!all)}
              >
                {text.remarks(warnings.length)}
              </Button>
            )
          }
        >
          <span className={all ? undefined : "remark--short"} title={message}>
            {message}
          </span>
        </Notice>
      ))}
      {relinked !== null && (
        <ImportDialog
          relink={{ perform: (folder) => relink(relinked, folder) }}
          onClose={() => setRelinked(null)}
        />
      )}
    </div>
  );
}
