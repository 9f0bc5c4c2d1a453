import { useCallback } from "react";
import { useNavigate } from "react-router";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { leaveBaseline } from "#renderer/engine-client/leave-project.ts";
import { useForgetProject } from "#renderer/engine-client/use-projects.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

/** Opens a project by its path and shows its pictures; a failure is told. */
export function useOpenProject(): (path: string) => void {
  const engine = useEngine();
  const forget = useForgetProject();
  const navigate = useNavigate();
  return useCallback(
    (path) => {
      leaveBaseline(engine)
        .then(() => engine.projects.open({ path }))
        .then(forget)
        .then(() => navigate("/data"))
        .catch((error: unknown) => {
          const { message } = describeFailure(error);
          showFailure({ message });
        });
    },
    [engine, forget, navigate],
  );
}
