import { useId, useState } from "react";

import { useSystemInfo } from "#renderer/engine-client/use-system.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.projects;

/** Asks for the name; the place is the projects folder. */
export function NewProjectDialog({
  onCreate,
  onClose,
}: {
  onCreate: (name: string) => void;
  onClose: () => void;
}) {
  const formId = useId();
  const [name, setName] = useState("");
  const folder = useSystemInfo().data?.projectsFolder;
  return (
    <Dialog
      title={text.newTitle}
      description={text.newMessage}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            type="submit"
            form={formId}
            disabled={name.trim() === ""}
          >
            {text.create}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") {
            onCreate(name.trim());
          }
        }}
      >
        <Field
          label={text.name}
          why={folder === undefined ? undefined : text.nameWhy(folder)}
        >
          {(control) => (
            <TextInput {...control} value={name} onChange={setName} />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
