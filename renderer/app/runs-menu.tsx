import { ChevronDown, Dumbbell, Plus } from "lucide-react";
import { useNavigate } from "react-router";

import type { Run } from "#api/training.ts";
import { useCurrentRun } from "#renderer/engine-client/current-run.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { Menu } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** The run that every later screen speaks of. */
export function RunsMenu() {
  const project = useProject().data;
  const { run, runs, setRun } = useCurrentRun();
  const navigate = useNavigate();
  if (project == null) {
    return null;
  }
  const items: MenuItem[] =
    runs.length === 0
      ? [
          {
            id: "train",
            label: strings.app.trainFirst,
            icon: Plus,
            onSelect: () => void navigate("/train"),
          },
        ]
      : runs.map((one) => ({
          id: one.id,
          label: one.name,
          checked: one.id === run?.id,
          hint: runHint(one),
          onSelect: () => setRun(one.id),
        }));
  return (
    <Menu items={items}>
      <Button
        variant="quiet"
        icon={Dumbbell}
        className="top-bar__menu"
        aria-label={`${strings.app.runsMenu}: ${run?.name ?? strings.app.noRuns}`}
      >
        <span className="truncate">{run?.name ?? strings.app.noRuns}</span>
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Menu>
  );
}

function runHint(run: Run): string {
  const accuracy = run.metrics.validation?.accuracy;
  return accuracy === undefined
    ? run.status
    : strings.app.runAccuracy(formatPercent(accuracy));
}
