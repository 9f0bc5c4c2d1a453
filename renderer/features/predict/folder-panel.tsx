import { FileDown, FolderOpen } from "lucide-react";
import { useRef, useState } from "react";

import { predictionsCsvPath } from "#api/paths.ts";
import {
  readFileList,
  type DroppedFiles,
} from "#renderer/engine-client/dropped-files.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { sendFiles } from "#renderer/engine-client/uploads.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  isActive,
  jobShare,
  useJobs,
} from "#renderer/engine-client/use-jobs.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.predict;
/** Known to every browser, unknown to the types of React. */
const FOLDER_INPUT = { webkitdirectory: "" };

/** A whole folder to a CSV file, as a job. */
export function FolderPanel({ runId }: { runId: string }) {
  const engine = useEngine();
  const host = useHost();
  const ofTexts = useIsOfTexts();
  const input = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState("");
  const [sent, setSent] = useState({ done: 0, all: 0 });
  // The newest one of this run, so that it is still here after a look at another screen.
  const job = useJobs().data?.find(
    (one) => one.kind === "predict" && one.runId === runId,
  );

  const start = useAct(
    async (source: { folder: string } | DroppedFiles) => {
      if ("folder" in source)
        return engine.predict.folder({ runId, folder: source.folder });
      const { uploadId } = await engine.predict.createUpload({});
      setSent({ done: 0, all: source.files.length });
      await sendFiles(uploadId, source.files, {
        onProgress: ({ files, totalFiles }) =>
          setSent({ done: files, all: totalFiles }),
      });
      return engine.predict.folder({ runId, uploadId });
    },
    {
      onDone: () => setSent({ done: 0, all: 0 }),
    },
  );

  async function choose(): Promise<void> {
    if (!host.canPickFolder) {
      input.current?.click();
      return;
    }
    const folder = await host.pickFolder({
      title: text.folder,
      startFolder: null,
      purpose: "pictures",
    });
    if (folder !== null) start.run({ folder });
  }

  const running = job !== undefined && isActive(job);
  const failure = start.failure?.message ?? job?.error?.message ?? null;
  return (
    <Panel title={text.folder}>
      <div className="stack">
        <p className="muted small">
          {ofTexts ? strings.texts.folderText : text.folderText}
        </p>
        {failure !== null && <Notice tone="danger">{failure}</Notice>}
        {running ? (
          <>
            <ProgressBar label={text.folderRunning} value={jobShare(job)} />
            <div className="row row--between">
              <span className="small">{text.folderRunning}</span>
              <Button
                size="small"
                onClick={() => void engine.jobs.cancel({ jobId: job.id })}
              >
                {text.cancelJob}
              </Button>
            </div>
          </>
        ) : (
          <>
            {job?.status === "finished" && (
              <Notice
                tone="good"
                actions={
                  <a
                    className="button button--primary button--small"
                    href={predictionsCsvPath(job.id)}
                    download
                  >
                    <FileDown size={14} aria-hidden />
                    {text.download}
                  </a>
                }
              >
                {text.folderDone}
              </Notice>
            )}
            <div>
              <Button
                icon={FolderOpen}
                busy={start.isRunning}
                onClick={() => void choose()}
              >
                {start.isRunning && sent.all > 0
                  ? text.folderSending(
                      formatCount(sent.done),
                      formatCount(sent.all),
                    )
                  : text.chooseFolder}
              </Button>
            </div>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                start.run({ folder: path.trim() });
              }}
            >
              <Field label={text.folderPath}>
                {(control) => (
                  <span className="row">
                    <TextInput
                      {...control}
                      value={path}
                      onChange={setPath}
                      placeholder={text.folderPathExample}
                    />
                    <Button
                      type="submit"
                      disabled={path.trim() === "" || start.isRunning}
                    >
                      {text.folderStart}
                    </Button>
                  </span>
                )}
              </Field>
            </form>
          </>
        )}
        <input
          ref={input}
          type="file"
          hidden
          {...FOLDER_INPUT}
          aria-label={text.chooseFolder}
          onChange={(event) => {
            const list = event.target.files;
            if (list !== null && list.length > 0) start.run(readFileList(list));
            event.target.value = "";
          }}
        />
      </div>
    </Panel>
  );
}
