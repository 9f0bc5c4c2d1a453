import "./import-dialog.css";

import { FolderOpen, Upload } from "lucide-react";
import { useRef, useState } from "react";

import { readFileList } from "#renderer/engine-client/dropped-files.ts";
import { useFolderImport } from "#renderer/engine-client/engine-provider.tsx";
import type { ImportSource } from "#renderer/engine-client/folder-import.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useFolderListing } from "#renderer/engine-client/use-system.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { FolderBrowser, folderCount } from "#renderer/ui/folder-browser.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

const text = strings.datasets;

/**
 * Chooses a folder and imports it: by the host's own dialog, else by the engine's folder browser or by sending the files.
 * `relink` chooses only, for a folder that has moved.
 */
export function ImportDialog({
  relink,
  onClose,
}: {
  relink?: { readonly perform: (folder: string) => Promise<unknown> };
  onClose: () => void;
}) {
  const host = useHost();
  const importFolder = useFolderImport();
  const [picked, setPicked] = useState<string | null>(null);
  const [copy, setCopy] = useState(false);
  const act = useAct(
    async (source: ImportSource): Promise<unknown> =>
      relink !== undefined && "folder" in source
        ? relink.perform(source.folder)
        : importFolder(source, copy),
    { onDone: onClose },
  );
  const send = useAct((source: ImportSource) => importFolder(source, true), {
    onFailure: ({ message }) =>
      showToast({ title: strings.app.importFailed, message, tone: "danger" }),
  });
  return (
    <Dialog
      title={relink === undefined ? text.importTitle : text.relinkTitle}
      description={
        relink === undefined ? text.importMessage : text.relinkMessage
      }
      size="medium"
      onClose={onClose}
      actions={
        <>
          {relink === undefined && (
            <span className="grow row">
              <Checkbox label={text.copyIn} checked={copy} onChange={setCopy} />
            </span>
          )}
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            variant="primary"
            disabled={picked === null}
            busy={act.isRunning}
            onClick={() => picked !== null && act.run({ folder: picked })}
          >
            {relink === undefined ? text.startImport : text.findFolder}
          </Button>
        </>
      }
    >
      <div className="stack">
        {act.failure !== null && (
          <Notice tone="danger">{act.failure.message}</Notice>
        )}
        {host.canPickFolder ? (
          <NativePicker picked={picked} onPick={setPicked} />
        ) : (
          <EngineBrowser onPick={setPicked} />
        )}
        {relink === undefined && !host.canPickFolder && (
          <SendFolder
            onFiles={(source) => {
              // The files go on their way behind; the tray says how far they are.
              send.run(source);
              onClose();
            }}
          />
        )}
        {relink === undefined && (
          <p className="muted small">{text.copyInWhy}</p>
        )}
      </div>
    </Dialog>
  );
}

function NativePicker({
  picked,
  onPick,
}: {
  picked: string | null;
  onPick: (path: string) => void;
}) {
  const host = useHost();
  async function pick(): Promise<void> {
    const path = await host.pickFolder({
      title: text.importTitle,
      startFolder: picked,
      purpose: "pictures",
    });
    if (path !== null) {
      onPick(path);
    }
  }
  return (
    <div className="stack">
      {picked !== null && <p className="import-dialog__chosen">{picked}</p>}
      <span>
        <Button icon={FolderOpen} onClick={() => void pick()}>
          {text.chooseFolder}
        </Button>
      </span>
    </div>
  );
}

function EngineBrowser({ onPick }: { onPick: (path: string) => void }) {
  const [path, setPath] = useState<string | null>(null);
  const { data, error } = useFolderListing(path);
  return (
    <>
      <FolderBrowser
        listing={data}
        failure={error === null ? null : describeFailure(error).message}
        onOpen={(next) => {
          setPath(next);
          onPick(next);
        }}
      />
      {data !== undefined && (
        <p className="muted small figures">
          {text.hereAre(data.imageCount, folderCount(data))}
        </p>
      )}
    </>
  );
}

function SendFolder({ onFiles }: { onFiles: (source: ImportSource) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className="row">
      <input
        ref={(element) => {
          input.current = element;
          element?.setAttribute("webkitdirectory", "");
        }}
        className="import-dialog__file"
        type="file"
        multiple
        aria-label={text.sendFolder}
        onChange={(event) => {
          const dropped = readFileList(event.target.files ?? []);
          if (dropped.files.length > 0) {
            onFiles(dropped);
          }
        }}
      />
      <Button icon={Upload} onClick={() => input.current?.click()}>
        {text.sendFolder}
      </Button>
      <span className="muted small">{text.sendFolderWhy}</span>
    </div>
  );
}
