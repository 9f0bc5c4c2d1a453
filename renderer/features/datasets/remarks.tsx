import { useState } from "react";

import type { DatasetSummary } from "#api/datasets.ts";
import { requestRelink } from "#renderer/engine-client/source-requests.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.datasets;
const SHOWN_AT_FIRST = 1;

/** What a person should know before training, and folders that are not where they were. */
export function Remarks({ dataset }: { dataset: DatasetSummary }) {
  const [all, setAll] = useState(false);
  const lost = dataset.roots.filter(({ reachable }) => !reachable);
  const { warnings } = dataset;
  const shown = all ? warnings : warnings.slice(0, SHOWN_AT_FIRST);

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
            <Button size="small" onClick={() => requestRelink(root.id)}>
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
    </div>
  );
}
