import "./frame.css";

import { Outlet } from "react-router";
import { useState } from "react";

import { useConnectionState } from "#renderer/engine-client/engine-provider.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { PortalContainerContext } from "#renderer/ui/portal-container.ts";
import { strings } from "#renderer/ui/strings.ts";
import { ToastRegion } from "#renderer/ui/toast.tsx";

import { ImportHost } from "#renderer/features/sources/import-host.tsx";

import { ActionsContext } from "./action-context.ts";
import { CommandPalette } from "./command-palette.tsx";
import { DropZone } from "./drop-zone.tsx";
import { HostWatcher } from "./host-watcher.tsx";
import { JobTray } from "./job-tray.tsx";
import { JobWatcher } from "./job-watcher.tsx";
import { Rail } from "./rail.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { TopBar } from "./top-bar.tsx";
import { useActionKeys, useActions } from "./use-actions.ts";

/** What stands around every screen. */
export function Frame() {
  const [dialog, setDialog] = useState<"palette" | "shortcuts" | null>(null);
  // Menus and tooltips are put into the main landmark.
  const [floating, setFloating] = useState<HTMLElement | null>(null);
  const context = useActions(setDialog);
  useActionKeys(context);
  const lost = useConnectionState() === "lost";
  return (
    <ActionsContext value={context}>
      <PortalContainerContext value={floating}>
        <div className="frame">
          <a className="skip-link" href="#main">
            {strings.app.skipToContent}
          </a>
          <TopBar onPalette={() => setDialog("palette")} />
          <Rail />
          {lost && (
            <div className="frame__notice">
              <Notice tone="warning" title={strings.app.lost}>
                {strings.app.lostMessage}
              </Notice>
            </div>
          )}
          <main id="main" className="frame__main" tabIndex={-1}>
            <Outlet />
            <div ref={setFloating} />
          </main>
          <div className="frame__messages">
            <ToastRegion />
          </div>
          <JobTray />
        </div>
        <JobWatcher />
        <HostWatcher />
        <DropZone />
        <ImportHost />
        {dialog === "palette" && (
          <CommandPalette onClose={() => setDialog(null)} />
        )}
        {dialog === "shortcuts" && (
          <ShortcutsDialog onClose={() => setDialog(null)} />
        )}
      </PortalContainerContext>
    </ActionsContext>
  );
}
