import { FileArchive, FolderOpen } from "lucide-react";
import { useRef, useState } from "react";

import type { ModelSummary } from "#api/models.ts";
import { readFileList } from "#renderer/engine-client/dropped-files.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { sendFiles, type UploadFile } from "#renderer/engine-client/uploads.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useRefreshModels } from "#renderer/engine-client/use-models.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";
import { showToast } from "#renderer/ui/toast-store.ts";

const text = strings.design;
/** Known to every browser, unknown to the types of React. */
const FOLDER_INPUT = { webkitdirectory: "" };

type Source =
  | { readonly path: string }
  | { readonly files: readonly UploadFile[]; readonly name: string };

/** Takes a model of the person's own: a file or folder sent to the engine, or a path that the engine reads itself. */
export function ImportWeightsDialog({
  onClose,
  onImported,
}: {
  onClose: () => void;
  onImported: (model: ModelSummary) => void;
}) {
  const engine = useEngine();
  const host = useHost();
  const refresh = useRefreshModels();
  const zip = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState("");

  const take = useAct(
    async (source: Source) => {
      if ("path" in source)
        return engine.models.importWeights({ path: source.path });
      const { uploadId } = await engine.datasets.createUpload({
        name: source.name,
      });
      const [failed] = await sendFiles(uploadId, source.files);
      if (failed !== undefined) throw new Error(failed.message);
      return engine.models.importWeights({ uploadId });
    },
    {
      onDone: (model) => {
        refresh();
        showToast({ title: text.imported(model.name), tone: "good" });
        onImported(model);
      },
    },
  );

  async function chooseFolder(): Promise<void> {
    if (!host.canPickFolder) {
      folder.current?.click();
      return;
    }
    const picked = await host.pickFolder({
      title: text.importTitle,
      startFolder: null,
      purpose: "pictures",
    });
    if (picked !== null) take.run({ path: picked });
  }

  function takeFiles(list: FileList | null): void {
    if (list === null || list.length === 0) return;
    take.run(readFileList(list));
  }

  return (
    <Dialog
      title={text.importTitle}
      description={text.importText}
      size="medium"
      onClose={onClose}
    >
      {take.isRunning ? (
        <LoadingBlock label={text.uploading} />
      ) : (
        <div className="stack">
          {take.failure !== null && (
            <Notice tone="danger">{take.failure.message}</Notice>
          )}
          <div className="row row--wrap">
            <Button
              variant="primary"
              icon={FileArchive}
              onClick={() => zip.current?.click()}
            >
              {text.chooseFile}
            </Button>
            <Button icon={FolderOpen} onClick={() => void chooseFolder()}>
              {text.chooseFolder}
            </Button>
          </div>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              take.run({ path: path.trim() });
            }}
          >
            <Field label={text.orPath}>
              {(control) => (
                <span className="row">
                  <TextInput
                    {...control}
                    value={path}
                    onChange={setPath}
                    placeholder={text.pathExample}
                  />
                  <Button type="submit" disabled={path.trim() === ""}>
                    {text.importPath}
                  </Button>
                </span>
              )}
            </Field>
          </form>
        </div>
      )}
      <input
        ref={zip}
        type="file"
        accept=".zip,.keras,.h5,.hdf5,.safetensors,.onnx"
        hidden
        aria-label={text.chooseFile}
        onChange={(event) => takeFiles(event.target.files)}
      />
      <input
        ref={folder}
        type="file"
        hidden
        {...FOLDER_INPUT}
        aria-label={text.chooseFolder}
        onChange={(event) => takeFiles(event.target.files)}
      />
    </Dialog>
  );
}
