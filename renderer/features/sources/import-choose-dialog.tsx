import "./import.css";

import { FolderOpen, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useRef, useState } from "react";

import { readFileList } from "#renderer/engine-client/dropped-files.ts";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import type { ImportSource } from "#renderer/engine-client/folder-import.ts";
import { useFolderListing } from "#renderer/engine-client/use-system.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { FolderBrowser, folderCount } from "#renderer/ui/folder-browser.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.imports;

/** Chooses a folder: by the host's own dialog, else by the engine's folder browser; or, where they are taken, files to be sent. */
export function ImportChooseDialog({
  title,
  message,
  confirm,
  takesFiles = false,
  busy = false,
  failure = null,
  onSource,
  onClose,
}: {
  title: string;
  message: string;
  confirm: string;
  takesFiles?: boolean;
  busy?: boolean;
  failure?: string | null;
  onSource: (source: ImportSource) => void;
  onClose: () => void;
}) {
  const host = useHost();
  const [picked, setPicked] = useState<string | null>(null);
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
            disabled={picked === null}
            busy={busy}
            onClick={() => picked !== null && onSource({ folder: picked })}
          >
            {confirm}
          </Button>
        </>
      }
    >
      <div className="stack">
        {failure !== null && <Notice tone="danger">{failure}</Notice>}
        {host.canPickFolder ? (
          <NativePicker title={title} picked={picked} onPick={setPicked} />
        ) : (
          <EngineBrowser onPick={setPicked} />
        )}
        {takesFiles && !host.canPickFolder && (
          <div className="row row--wrap">
            <SendButton isFolder onFiles={onSource}>
              {text.sendFolder}
            </SendButton>
            <SendButton onFiles={onSource}>{text.sendFile}</SendButton>
            <span className="muted small">{text.sendWhy}</span>
          </div>
        )}
      </div>
    </Dialog>
  );
}

function NativePicker({
  title,
  picked,
  onPick,
}: {
  title: string;
  picked: string | null;
  onPick: (path: string) => void;
}) {
  const host = useHost();
  async function pick(): Promise<void> {
    const path = await host.pickFolder({
      title,
      startFolder: picked,
      purpose: "pictures",
    });
    if (path !== null) {
      onPick(path);
    }
  }
  return (
    <div className="stack">
      {picked !== null && <p className="import__chosen">{picked}</p>}
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

function SendButton({
  isFolder = false,
  onFiles,
  children,
}: {
  isFolder?: boolean;
  onFiles: (source: ImportSource) => void;
  children: ReactNode;
}) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={(element) => {
          input.current = element;
          if (isFolder) {
            element?.setAttribute("webkitdirectory", "");
          }
        }}
        className="import__file"
        type="file"
        multiple={isFolder}
        accept={isFolder ? undefined : ARCHIVES_AND_TABLES}
        aria-label={String(children)}
        onChange={(event) => {
          const chosen = readFileList(event.target.files ?? []);
          if (chosen.files.length > 0) {
            onFiles(chosen);
          }
        }}
      />
      <Button icon={Upload} onClick={() => input.current?.click()}>
        {children}
      </Button>
    </>
  );
}

const ARCHIVES_AND_TABLES =
  ".zip,.tar,.tgz,.gz,.bz2,.xz,.tm,.csv,.tsv,.jsonl,.ndjson";
