import { useEffect, useRef, useState } from "react";

import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useFolderListing } from "#renderer/engine-client/use-system.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { FolderBrowser } from "#renderer/ui/folder-browser.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** The folder of a project, by the host's own dialog where there is one, else by the engine's folder browser. */
export function PickFolderDialog({
  title,
  message,
  confirm,
  onPick,
  onClose,
}: {
  title: string;
  message: string;
  confirm: string;
  onPick: (path: string) => void;
  onClose: () => void;
}) {
  const host = useHost();
  if (host.canPickFolder) {
    return <NativeDialog title={title} onPick={onPick} onClose={onClose} />;
  }
  return (
    <BrowserDialog
      title={title}
      message={message}
      confirm={confirm}
      onPick={onPick}
      onClose={onClose}
    />
  );
}

function NativeDialog({
  title,
  onPick,
  onClose,
}: {
  title: string;
  onPick: (path: string) => void;
  onClose: () => void;
}) {
  const host = useHost();
  const asked = useRef(false);
  useEffect(() => {
    if (!asked.current) {
      asked.current = true;
      void host
        .pickFolder({ title, startFolder: null, purpose: "project" })
        .then((path) => (path === null ? onClose() : onPick(path)));
    }
  }, [host, title, onPick, onClose]);
  return null;
}

function BrowserDialog({
  title,
  message,
  confirm,
  onPick,
  onClose,
}: {
  title: string;
  message: string;
  confirm: string;
  onPick: (path: string) => void;
  onClose: () => void;
}) {
  const [path, setPath] = useState<string | null>(null);
  const { data, error } = useFolderListing(path);
  const isProject = data?.path.endsWith(".convolve") === true;
  return (
    <Dialog
      title={title}
      description={message}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={!isProject}
            onClick={() => data !== undefined && onPick(data.path)}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <FolderBrowser
        listing={data}
        failure={error === null ? null : describeFailure(error).message}
        onOpen={setPath}
        onProject={onPick}
      />
    </Dialog>
  );
}
