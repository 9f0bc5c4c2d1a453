import type { Design } from "#engine/graph/design/design.ts";
import type { DesignDocument } from "#api/designs.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useRefreshModels } from "#renderer/engine-client/use-models.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";

/** Keeps a design in the collection; a failure is shown. */
export function useSaveDesign(
  savedId: string | null,
  onSaved: (id: string) => void,
): {
  /** @returns its id, or null when it could not be kept */
  readonly save: (design: Design) => Promise<string | null>;
  readonly isRunning: boolean;
} {
  const engine = useEngine();
  const refresh = useRefreshModels();
  const act = useAct(
    (design: Design) =>
      engine.designs.save({
        design: design as unknown as DesignDocument,
        ...(savedId === null ? {} : { id: savedId }),
      }),
    {
      onDone: ({ id, design }) => {
        refresh();
        showToast({
          title: strings.designer.saved(design.name),
          message: strings.designer.savedText,
          tone: "good",
        });
        onSaved(id);
      },
      onFailure: showFailure,
    },
  );
  return {
    save: async (design) => (await act.runAsync(design))?.id ?? null,
    isRunning: act.isRunning,
  };
}
