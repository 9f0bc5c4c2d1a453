import type { EngineClient } from "#renderer/engine-client/client.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { inOrder } from "#renderer/engine-client/in-order.ts";
import { PICTURE_CHANGES } from "#renderer/ui/data-acts.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";

/** Takes the last edit back, and says which it was. */
export function undoEdit({ datasets }: EngineClient): void {
  inOrder(() => datasets.undo({})).then(
    ({ undone }) =>
      say(
        undone === null
          ? strings.app.nothingToUndo
          : strings.app.undone(undone),
      ),
    sayFailure,
  );
}

/** Does again what was taken back last, and says which it was. */
export function redoEdit({ datasets }: EngineClient): void {
  inOrder(() => datasets.redo({})).then(
    ({ redone }) =>
      say(
        redone === null
          ? strings.app.nothingToRedo
          : strings.app.redone(redone),
      ),
    sayFailure,
  );
}

function say(title: string): void {
  showToast({ group: PICTURE_CHANGES, title });
}

/** What the engine says why an act did not work. */
export function sayFailure(error: unknown): void {
  showFailure(describeFailure(error));
}
