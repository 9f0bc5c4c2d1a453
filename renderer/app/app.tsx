import "#renderer/ui/tokens.css";
import "#renderer/ui/base.css";

import { useEffect } from "react";
import { RouterProvider } from "react-router/dom";

import type { Engine } from "#renderer/engine-client/engine-provider.tsx";
import { EngineProvider } from "#renderer/engine-client/engine-provider.tsx";
import { useSettings } from "#renderer/engine-client/use-system.ts";
import type { Host } from "#renderer/host/host.ts";
import { HostContext } from "#renderer/host/host-context.ts";
import { applyTheme } from "#renderer/ui/theme.ts";
import { TooltipProvider } from "#renderer/ui/tooltip.tsx";

import type { createRouter } from "./routes.tsx";

/** The studio: an engine, a host and addresses. */
export function App({
  engine,
  host,
  router,
}: {
  engine: Engine;
  host: Host;
  router: ReturnType<typeof createRouter>;
}) {
  return (
    <HostContext value={host}>
      <EngineProvider engine={engine}>
        <ThemeFromSettings host={host} />
        <TooltipProvider>
          <RouterProvider router={router} />
        </TooltipProvider>
      </EngineProvider>
    </HostContext>
  );
}

function ThemeFromSettings({ host }: { host: Host }) {
  const theme = useSettings().data?.theme;
  useEffect(() => {
    if (theme !== undefined) {
      applyTheme(theme);
      host.setTheme(theme);
    }
  }, [host, theme]);
  return null;
}
