import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showToast } from "#renderer/ui/toast-store.ts";

/** Measures the devices of this machine on a model; the figures come as an event when it is done. */
export function useMeasure(model: string): {
  readonly start: () => void;
  readonly isRunning: boolean;
} {
  const engine = useEngine();
  const job = useActiveJob(["devices"]);
  const measure = useAct(() => engine.devices.measure({ model }), {
    onFailure: ({ message }) =>
      showToast({ title: strings.common.failed, message, tone: "danger" }),
  });
  return {
    start: () => measure.run(undefined),
    isRunning: measure.isRunning || job !== undefined,
  };
}
