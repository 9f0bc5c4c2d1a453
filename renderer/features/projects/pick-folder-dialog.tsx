import { useEffect, useRef, useState } from "react";

import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useFolderListing } from "#renderer/engine-client/use-system.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { FolderBrowser, folderCount } from "#renderer/ui/folder-browser.tsx";
import { strings } from "#renderer/ui/strings.ts";

/** A folder, by the host's own dialog where there is one, else by the engine's folder browser. */
export function PickFolderDialog({
  purpose,
  title,
  message,
  confirm,
  onPick,
  onClose,
}: {
  purpose: "pictures" | "project";
  title: string;
  message: string;
  confirm: string;
  onPick: (path: string) => void;
  onClose: () => void;
}) {
  const host = useHost();
  if (host.canPickFolder) {
    return (
      <NativeDialog
        purpose={purpose}
        title={title}
        onPick={onPick}
        onClose={onClose}
      />
    );
  }
  return (
    <BrowserDialog
      purpose={purpose}
      title={title}
      message={message}
      confirm={confirm}
      onPick={onPick}
      onClose={onClose}
    />
  );
}

function NativeDialog({
  purpose,
  title,
  onPick,
  onClose,
}: {
  purpose: "pictures" | "project";
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
        .pickFolder({ title, startFolder: null, purpose })
        .then((path) => (path === null ? onClose() : onPick(path)));
    }
  }, [host, title, purpose, onPick, onClose]);
  return null;
}

function BrowserDialog({
  purpose,
  title,
  message,
  confirm,
  onPick,
  onClose,
}: {
  purpose: "pictures" | "project";
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
            disabled={
              data === undefined || (purpose === "project" && !isProject)
            }
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
        {...(purpose === "project" ? { onProject: onPick } : {})}
      />
      {data !== undefined && purpose === "pictures" && (
        <p className="muted small figures">
          {strings.datasets.hereAre(data.imageCount, folderCount(data))}
        </p>
      )}
    </Dialog>
  );
}
