import { useEffect, useMemo } from "react";
import { useNavigate } from "react-router";

import { useRunPath } from "#renderer/engine-client/current-run.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { leaveBaseline } from "#renderer/engine-client/leave-project.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import {
  useForgetProject,
  useProject,
} from "#renderer/engine-client/use-projects.ts";
import { useUpdateSettings } from "#renderer/engine-client/use-system.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { applyTheme } from "#renderer/ui/theme.ts";

import type { ActionContext } from "./actions.ts";
import { ACTIONS, isEnabled } from "./actions.ts";
import { redoEdit, sayFailure, undoEdit } from "./edit-history.ts";
import { isTyping, matchesShortcut } from "./shortcuts.ts";

/** What the actions of this window need and do. */
export function useActions(
  showDialog: (dialog: "palette" | "shortcuts") => void,
): ActionContext {
  const navigate = useNavigate();
  const withRun = useRunPath();
  const engine = useEngine();
  const host = useHost();
  const project = useProject().data;
  const dataset = useDataset(project != null).data;
  const forget = useForgetProject();
  const { run: updateSettings } = useUpdateSettings();
  const hasProject = project != null;
  const canUndo = dataset?.canUndo ?? null;
  const canRedo = dataset?.canRedo ?? null;

  return useMemo(() => {
    async function leave(): Promise<void> {
      await leaveBaseline(engine);
      await engine.projects.close({});
      await forget();
      void navigate("/");
    }
    return {
      hasProject,
      canUndo,
      canRedo,
      go: (path) => void navigate(path.includes("?") ? path : withRun(path)),
      undo: () => undoEdit(engine),
      redo: () => redoEdit(engine),
      closeProject: () => void leave().catch(sayFailure),
      setTheme: (theme) => {
        applyTheme(theme);
        host.setTheme(theme);
        updateSettings({ theme });
      },
      showPalette: () => showDialog("palette"),
      showShortcuts: () => showDialog("shortcuts"),
    };
  }, [
    hasProject,
    canUndo,
    canRedo,
    navigate,
    withRun,
    engine,
    host,
    forget,
    updateSettings,
    showDialog,
  ]);
}

/** Lets the keys and the system menu perform actions. While a dialog is open the keys are the dialog's. */
export function useActionKeys(context: ActionContext): void {
  const host = useHost();
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (
        event.defaultPrevented ||
        document.querySelector("dialog[open]") !== null
      ) {
        return;
      }
      const action = ACTIONS.find(
        ({ shortcut }) =>
          shortcut !== undefined && matchesShortcut(event, shortcut),
      );
      if (
        action === undefined ||
        !isEnabled(action, context) ||
        (action.leavesTextAlone === true && isTyping(event.target))
      ) {
        return;
      }
      event.preventDefault();
      action.perform(context);
    }
    window.addEventListener("keydown", press);
    const stopMenu = host.onMenuCommand((command) => {
      const action = ACTIONS.find(({ menuCommand }) => menuCommand === command);
      if (action !== undefined && isEnabled(action, context)) {
        action.perform(context);
      }
    });
    return () => {
      window.removeEventListener("keydown", press);
      stopMenu();
    };
  }, [context, host]);
}
