import "./drop-zone.css";

import { FolderInput } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useNavigate } from "react-router";

import {
  entriesOfDrop,
  readEntries,
} from "#renderer/engine-client/dropped-files.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { requestImport } from "#renderer/engine-client/source-requests.ts";
import { useForgetProject } from "#renderer/engine-client/use-projects.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { strings } from "#renderer/ui/strings.ts";
import { closeToast, showToast } from "#renderer/ui/toast-store.ts";

/**
 * Takes a folder that is dropped anywhere in the window. A screen with a drop zone of its own calls preventDefault() in its
 * dragover and drop handlers; this one then keeps out of it.
 */
export function DropZone() {
  const [over, setOver] = useState(false);
  const onDrop = useDropImport();

  useEffect(() => {
    let leaving: ReturnType<typeof setTimeout> | undefined;
    function whileOver(event: DragEvent): void {
      if (!event.dataTransfer?.types.includes("Files")) {
        return;
      }
      const taken = event.defaultPrevented;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(!taken);
      // dragleave comes at every element border; no dragover for a while means that it has left.
      leaving = setTimeout(() => setOver(false), 250);
    }
    function drop(event: DragEvent): void {
      clearTimeout(leaving);
      setOver(false);
      if (!event.defaultPrevented && event.dataTransfer !== null) {
        event.preventDefault();
        void onDrop(event.dataTransfer);
      }
    }
    window.addEventListener("dragover", whileOver);
    window.addEventListener("drop", drop);
    return () => {
      clearTimeout(leaving);
      window.removeEventListener("dragover", whileOver);
      window.removeEventListener("drop", drop);
    };
  }, [onDrop]);

  return over ? (
    <div className="drop-zone" aria-hidden>
      <FolderInput size={48} strokeWidth={1.25} />
      <h2>{strings.app.dropTitle}</h2>
      <p className="muted">{strings.app.dropMessage}</p>
    </div>
  ) : null;
}

/** A folder, an archive, a list of pictures or a table of texts. */
function isImportable(entry: FileSystemEntry): boolean {
  return (
    entry.isDirectory ||
    /\.(?:csv|tsv|jsonl|ndjson|zip|tar|tgz|tar\.\w+|tm)$/i.test(entry.name)
  );
}

function useDropImport(): (transfer: DataTransfer) => Promise<void> {
  const host = useHost();
  const engine = useEngine();
  const forget = useForgetProject();
  const navigate = useNavigate();

  return useCallback(
    async (transfer: DataTransfer) => {
      // Both must be read before the first wait: the browser empties the drop afterwards.
      const entries = entriesOfDrop(transfer);
      const [firstFile] = transfer.files;
      const [firstEntry] = entries;
      if (!entries.some(isImportable) || !firstEntry) {
        showToast({
          title: strings.app.dropNotAFolder,
          message: strings.app.dropNotAFolderMessage,
          tone: "warning",
        });
        return;
      }
      const path =
        entries.length === 1 && firstFile !== undefined
          ? host.pathOfDroppedFile(firstFile)
          : null;
      try {
        if (path?.endsWith(".convolve") === true) {
          await engine.projects.open({ path });
          await forget();
          void navigate("/data");
        } else if (path !== null) {
          requestImport({ folder: path }, false);
        } else {
          const reading = showToast({
            title: strings.app.readingFolder(firstEntry.name),
            group: "drop",
            lifetimeMs: null,
          });
          const dropped = await readEntries(entries).finally(() =>
            closeToast(reading),
          );
          if (dropped.files.length === 0) {
            throw new Error(strings.app.dropEmptyMessage(dropped.name));
          }
          requestImport(dropped, false);
        }
      } catch (error) {
        showToast({
          title: strings.app.importFailed,
          message: describeFailure(error).message,
          tone: "danger",
        });
      }
    },
    [host, engine, forget, navigate],
  );
}
