import {
  QueryClient,
  QueryClientProvider,
  useQueryClient,
} from "@tanstack/react-query";
import type { ReactNode } from "react";
import {
  createContext,
  useContext,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";

import type { EngineEvent } from "#api/events.ts";

import { applyEvent, refreshAll } from "./apply-event.ts";
import type { EngineClient } from "./client.ts";
import type { ConnectionState, EngineEvents } from "./event-stream.ts";
import type { LiveStep, LiveSteps } from "./live-steps.ts";
import { collectLiveSteps } from "./live-steps.ts";
import type { UploadTask, UploadTasks } from "./upload-tasks.ts";
import { createUploadTasks } from "./upload-tasks.ts";

export interface Engine {
  readonly client: EngineClient;
  readonly events: EngineEvents;
  readonly liveSteps: LiveSteps;
  readonly uploads: UploadTasks;
}

/** Puts the parts of an engine together; the fake one of the tests too. */
export function connectEngine(
  client: EngineClient,
  events: EngineEvents,
): Engine {
  return {
    client,
    events,
    liveSteps: collectLiveSteps(events),
    uploads: createUploadTasks(),
  };
}

const EngineContext = createContext<Engine | null>(null);

/** Gives everything below it the engine, its cached answers, and keeps these up to date with its events. */
export function EngineProvider({
  engine,
  children,
}: {
  engine: Engine;
  children: ReactNode;
}) {
  const [cache] = useState(createQueryCache);
  return (
    <EngineContext value={engine}>
      <QueryClientProvider client={cache}>
        <EventListener events={engine.events} />
        {children}
      </QueryClientProvider>
    </EngineContext>
  );
}

/** The engine's procedures. */
export function useEngine(): EngineClient {
  return useEngineConnection().client;
}

/** Whether events come in. */
export function useConnectionState(): ConnectionState {
  const { events } = useEngineConnection();
  return useSyncExternalStore(events.onState, events.state);
}

/** Calls the listener at each event while the component is shown. Keep the listener's identity stable. */
export function useEngineEvent(listener: (event: EngineEvent) => void): void {
  const { events } = useEngineConnection();
  useEffect(() => events.subscribe(listener), [events, listener]);
}

/** Steps of a running run, at most the last 5,000 since the page was loaded; handed over ten times a second. */
export function useLiveSteps(runId: string | null): readonly LiveStep[] {
  const { liveSteps } = useEngineConnection();
  return useSyncExternalStore(liveSteps.subscribe, () =>
    liveSteps.stepsOf(runId),
  );
}

/** Files on their way to the engine, and how to stop them. */
export function useUploads(): {
  readonly tasks: readonly UploadTask[];
  readonly cancel: (uploadId: string) => void;
} {
  const { uploads } = useEngineConnection();
  const tasks = useSyncExternalStore(uploads.subscribe, uploads.tasks);
  return { tasks, cancel: uploads.cancel };
}

/** What sends files to the engine. */
export function useUploadTasks(): UploadTasks {
  return useEngineConnection().uploads;
}

function useEngineConnection(): Engine {
  const engine = useContext(EngineContext);
  if (engine === null) {
    throw new Error("The engine's hooks need an <EngineProvider> above them.");
  }
  return engine;
}

function EventListener({ events }: { events: EngineEvents }) {
  const cache = useQueryClient();
  useEffect(() => {
    const stop = events.subscribe((event) => applyEvent(cache, event));
    let wasLost = false;
    const stopState = events.onState((state) => {
      if (state === "connected" && wasLost) {
        refreshAll(cache);
      }
      wasLost = state !== "connected";
    });
    return () => {
      stop();
      stopState();
    };
  }, [cache, events]);
  return null;
}

function createQueryCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Events say when something changed; nothing is asked for again on a timer or on focus.
        staleTime: Infinity,
        refetchOnWindowFocus: false,
        retry: 1,
        retryDelay: 400,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
