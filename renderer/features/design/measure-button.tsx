import { Gauge } from "lucide-react";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

/** Measures the devices of this machine on a model; the figures come as an event when it is done. */
export function MeasureButton({ model }: { model: string }) {
  const engine = useEngine();
  const job = useActiveJob(["devices"]);
  const measure = useAct(() => engine.devices.measure({ model }), {
    onFailure: showFailure,
  });
  return (
    <Button
      size="small"
      icon={Gauge}
      busy={measure.isRunning || job !== undefined}
      onClick={() => measure.run(undefined)}
    >
      {strings.design.measure}
    </Button>
  );
}
