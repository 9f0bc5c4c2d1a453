import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { EVENTS_PATH } from "#api/paths.ts";
import { App } from "#renderer/app/app.tsx";
import { createRouter } from "#renderer/app/routes.tsx";
import { createEngineClient } from "#renderer/engine-client/client.ts";
import { connectEngine } from "#renderer/engine-client/engine-provider.tsx";
import { createEventStream } from "#renderer/engine-client/event-stream.ts";
import { createBrowserHost } from "#renderer/host/browser-host.ts";
import { createDesktopHost } from "#renderer/host/desktop-host.ts";
import { applyTheme, storedTheme } from "#renderer/ui/theme.ts";

function start(): void {
  applyTheme(storedTheme());
  const root = document.querySelector("#root");
  if (root === null) {
    throw new Error("index.html needs an element with the id root.");
  }
  const { origin } = window.location;
  const engine = connectEngine(
    createEngineClient(origin),
    createEventStream(
      () => new WebSocket(`${origin.replace(/^http/, "ws")}${EVENTS_PATH}`),
    ),
  );
  const bridge = window.convolveHost;
  const host =
    bridge === undefined ? createBrowserHost() : createDesktopHost(bridge);
  createRoot(root).render(
    <StrictMode>
      <App engine={engine} host={host} router={createRouter()} />
    </StrictMode>,
  );
}

start();
