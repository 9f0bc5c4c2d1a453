import { Trash2 } from "lucide-react";
import { useQueryClient } from "@tanstack/react-query";

import type { Settings } from "#api/system.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { queryKeys } from "#renderer/engine-client/query-keys.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useCacheInfo } from "#renderer/engine-client/use-datasets.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { formatBytes } from "#renderer/ui/format.ts";
import { NumberInput } from "#renderer/ui/number-field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";
import { Segmented } from "#renderer/ui/toggles.tsx";

const text = strings.settings;
const GIGABYTE = 1e9;
const DEFAULT_BUDGET = 20 * GIGABYTE;

/** How much the decoded pictures and features may take, and take. */
export function CachePanel({
  settings,
  onUpdate,
}: {
  settings: Settings;
  onUpdate: (change: Partial<Settings>) => void;
}) {
  const engine = useEngine();
  const queries = useQueryClient();
  const hasProject = useProject().data != null;
  const cache = useCacheInfo(hasProject).data;
  const clear = useAct(() => engine.datasets.clearCache({}), {
    onDone: (info) => {
      queries.setQueryData(queryKeys.cache, info);
      showToast({ title: text.cleared, tone: "good" });
    },
    onFailure: showFailure,
  });
  const { cacheBudgetBytes } = settings;
  return (
    <Panel title={text.storage}>
      <div className="stack">
        <div className="row">
          <h3>{text.budget}</h3>
          <Segmented
            label={text.budget}
            value={cacheBudgetBytes === null ? "auto" : "fixed"}
            options={[
              { value: "auto", label: text.budgetAuto },
              { value: "fixed", label: text.budgetManual },
            ]}
            onChange={(mode) =>
              onUpdate({
                cacheBudgetBytes:
                  mode === "auto"
                    ? null
                    : (cache?.budgetBytes ?? DEFAULT_BUDGET),
              })
            }
          />
          {cacheBudgetBytes !== null && (
            <div className="settings__number">
              <NumberInput
                aria-label={text.budget}
                unit={text.gigabytes}
                step={0.5}
                minimum={0.5}
                maximum={10_000}
                value={Number((cacheBudgetBytes / GIGABYTE).toFixed(1))}
                onChange={(gigabytes) =>
                  onUpdate({
                    cacheBudgetBytes: Math.round(gigabytes * GIGABYTE),
                  })
                }
              />
            </div>
          )}
        </div>
        <p className="muted small">{text.budgetWhy}</p>
        <h3>{text.cache}</h3>
        {cache === undefined ? (
          <p className="muted small">{text.noProject}</p>
        ) : (
          <>
            <ProgressBar
              label={text.cache}
              value={
                cache.budgetBytes === 0
                  ? 0
                  : cache.usedBytes / cache.budgetBytes
              }
            />
            <div className="row row--between">
              <span className="small figures">
                {text.cacheUse(
                  formatBytes(cache.usedBytes),
                  formatBytes(cache.budgetBytes),
                  formatBytes(cache.freeDiskBytes),
                )}
              </span>
              <Button
                icon={Trash2}
                busy={clear.isRunning}
                onClick={() => clear.run(undefined)}
              >
                {text.clearCache}
              </Button>
            </div>
          </>
        )}
        <p className="muted small">{text.cacheWhy}</p>
      </div>
    </Panel>
  );
}
