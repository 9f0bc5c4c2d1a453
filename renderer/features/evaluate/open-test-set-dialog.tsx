import { LockOpen } from "lucide-react";
import { useState } from "react";

import type { TestSet } from "#api/results.ts";
import type { Run } from "#api/training.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.testSet;

/** Says what a look at the test set costs before it is opened. */
export function OpenTestSetDialog({
  run,
  testSet,
  onOpen,
  onClose,
}: {
  run: Run;
  testSet: TestSet;
  onOpen: (reason: string) => void;
  onClose: () => void;
}) {
  const noun = useNoun();
  const usual = text.defaultReason(run.name);
  const [reason, setReason] = useState(usual);
  return (
    <Dialog
      title={text.dialogTitle}
      description={text.dialogText(testSet.imageCount, noun)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            icon={LockOpen}
            onClick={() => onOpen(reason.trim() || usual)}
          >
            {text.confirm}
          </Button>
        </>
      }
    >
      <div className="stack">
        <p>{text.dialogRecord}</p>
        <Field label={text.reason} why={text.reasonWhy}>
          {(control) => (
            <TextInput
              {...control}
              value={reason}
              maxLength={500}
              onChange={setReason}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
