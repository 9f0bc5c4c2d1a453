import "./command-palette.css";

import { Command } from "cmdk";
import { Dumbbell, FolderOpen } from "lucide-react";
import { useNavigate } from "react-router";

import { useCurrentRun } from "#renderer/engine-client/current-run.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useProject } from "#renderer/engine-client/use-projects.ts";
import { ClassSwatch } from "#renderer/ui/class-swatch.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Keys } from "#renderer/ui/keys.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

import { useActionContext } from "./action-context.ts";
import { ACTIONS, isEnabled, OPEN_PROJECT_PATH } from "./actions.ts";

/** Every act, run and class by name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const context = useActionContext();
  const navigate = useNavigate();
  const project = useProject().data;
  const dataset = useDataset(project != null).data;
  const { runs, setRun } = useCurrentRun();
  const names = strings.app.paletteGroups;

  function perform(act: () => void): () => void {
    return () => {
      onClose();
      act();
    };
  }

  return (
    <Dialog
      title={strings.app.palette}
      hideTitle
      size="medium"
      className="palette"
      onClose={onClose}
    >
      <Command label={strings.app.palette} loop>
        <Command.Input
          aria-label={strings.app.palette}
          placeholder={strings.app.paletteHint}
        />
        <Command.List label={strings.app.palette}>
          <Command.Empty>{strings.app.paletteEmpty}</Command.Empty>
          {(["go", "act"] as const).map((group) => (
            <Command.Group key={group} heading={names[group]}>
              {ACTIONS.filter(
                (action) =>
                  action.group === group &&
                  action.id !== "command-palette" &&
                  isEnabled(action, context),
              ).map((action) => (
                <Command.Item
                  key={action.id}
                  value={`${action.label} ${action.id}`}
                  keywords={[...(action.keywords ?? [])]}
                  onSelect={perform(() => action.perform(context))}
                >
                  <action.icon size={16} aria-hidden />
                  <span>{action.label}</span>
                  {action.shortcut !== undefined && (
                    <Keys shortcut={action.shortcut} />
                  )}
                </Command.Item>
              ))}
            </Command.Group>
          ))}
          {runs.length > 0 && (
            <Command.Group heading={names.runs}>
              {runs.map((run) => (
                <Command.Item
                  key={run.id}
                  value={`run ${run.name} ${run.id}`}
                  onSelect={perform(() => setRun(run.id))}
                >
                  <Dumbbell size={16} aria-hidden />
                  <span>{run.name}</span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {dataset !== undefined && dataset.classes.length > 0 && (
            <Command.Group heading={names.classes}>
              {dataset.classes.map((imageClass) => (
                <Command.Item
                  key={imageClass.id}
                  value={`class ${imageClass.name} ${imageClass.id}`}
                  onSelect={perform(
                    () => void navigate(`/data?class=${imageClass.id}`),
                  )}
                >
                  <ClassSwatch colorIndex={imageClass.colorIndex} />
                  <span>{imageClass.name}</span>
                  <span className="muted figures">
                    {formatCount(imageClass.count)}
                  </span>
                </Command.Item>
              ))}
            </Command.Group>
          )}
          {project === null && (
            <Command.Group heading={names.projects}>
              <Command.Item
                onSelect={perform(() => void navigate(OPEN_PROJECT_PATH))}
              >
                <FolderOpen size={16} aria-hidden />
                <span>{strings.app.openProject}</span>
              </Command.Item>
            </Command.Group>
          )}
        </Command.List>
      </Command>
    </Dialog>
  );
}
