import { ChevronDown, FolderSearch } from "lucide-react";

import {
  useProject,
  useRecentProjects,
} from "#renderer/engine-client/use-projects.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import type { MenuItem } from "#renderer/ui/menu.tsx";
import { Menu } from "#renderer/ui/menu.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { Action } from "./actions.ts";
import { actionById, isEnabled } from "./actions.ts";
import { useActionContext } from "./action-context.ts";
import { useOpenProject } from "./use-open-project.ts";

const MENU_ACTIONS = [
  "new-project",
  "open-project",
  "import-folder",
  "close-project",
] as const;

/** The project's name and what can be done with projects. */
export function ProjectMenu() {
  const project = useProject().data;
  const recent = useRecentProjects().data ?? [];
  const open = useOpenProject();
  const host = useHost();
  const context = useActionContext();

  const others = recent
    .filter(({ path, exists }) => exists && path !== project?.path)
    .slice(0, 6);
  const items: MenuItem[] = [
    ...MENU_ACTIONS.map(actionById)
      .filter((action): action is Action => action !== undefined)
      .map((action): MenuItem => ({
        id: action.id,
        label: action.label,
        icon: action.icon,
        shortcut: action.shortcut,
        disabled: !isEnabled(action, context),
        onSelect: () => action.perform(context),
      })),
    ...(host.canReveal && project != null
      ? [
          {
            id: "reveal",
            label: strings.app.showInFolder,
            icon: FolderSearch,
            onSelect: () => void host.revealInFolder(project.path),
          },
        ]
      : []),
    ...(others.length > 0
      ? [
          { kind: "separator" as const, id: "rule" },
          {
            kind: "label" as const,
            id: "recent",
            label: strings.app.openRecent,
          },
          ...others.map(({ path, name }) => ({
            id: path,
            label: name,
            onSelect: () => open(path),
          })),
        ]
      : []),
  ];
  return (
    <Menu items={items}>
      <Button variant="quiet" className="top-bar__menu">
        <span className="truncate">{project?.name ?? strings.app.name}</span>
        {project?.readOnly === true && (
          <Badge tone="warning">{strings.app.readOnly}</Badge>
        )}
        <ChevronDown size={14} aria-hidden />
      </Button>
    </Menu>
  );
}
