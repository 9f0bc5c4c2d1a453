import { useState } from "react";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.versions;
const MOST_CHARACTERS = 200;

/** Asks for the name of a new snapshot, or for another one of a snapshot that is there. */
export function NameDialog({
  renamed,
  onClose,
  onStarted,
}: {
  /** Left out: a new snapshot is saved. */
  renamed?: { readonly id: string; readonly name: string };
  onClose: () => void;
  /** A job saves it; it is on the list when that has ended. */
  onStarted?: (snapshotId: string) => void;
}) {
  const engine = useEngine();
  const [name, setName] = useState(renamed?.name ?? "");
  const act = useAct(
    async (chosen: string) => {
      if (renamed !== undefined) {
        await engine.versions.rename({ id: renamed.id, name: chosen });
        return;
      }
      const { snapshotId } = await engine.versions.save({ name: chosen });
      onStarted?.(snapshotId);
    },
    { onDone: onClose },
  );
  const submit = () => {
    if (name.trim() !== "" && !act.isRunning) act.run(name.trim());
  };
  return (
    <Dialog
      title={renamed === undefined ? text.saveTitle : text.renameTitle}
      {...(renamed === undefined && { description: text.saveText })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={name.trim() === ""}
            busy={act.isRunning}
            onClick={submit}
          >
            {renamed === undefined ? text.save : text.rename}
          </Button>
        </>
      }
    >
      <Field label={text.name} error={act.failure?.message}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            maxLength={MOST_CHARACTERS}
            onChange={setName}
            onKeyDown={(event) => {
              if (event.key === "Enter") submit();
            }}
          />
        )}
      </Field>
    </Dialog>
  );
}
