import { Download, FileDown, Trash2 } from "lucide-react";
import { useRef } from "react";

import type { Accuracy, PublishedWeights } from "#api/weights.ts";
import { readFileList } from "#renderer/engine-client/dropped-files.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { sendFiles } from "#renderer/engine-client/uploads.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import {
  jobShare,
  useCancelJob,
  useJob,
} from "#renderer/engine-client/use-jobs.ts";
import { useWeights } from "#renderer/engine-client/use-models.ts";
import { Button } from "#renderer/ui/button.tsx";
import { formatBytes, formatPercent } from "#renderer/ui/format.ts";
import { JobLine } from "#renderer/ui/job-line.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure } from "#renderer/ui/toast-store.ts";

const text = strings.design;

/** Published weights of the network at the chosen width and size: what they are, and how they come to this machine. */
export function WeightsPanel({
  weightsId,
  accuracy,
}: {
  weightsId: string;
  accuracy: Accuracy | null;
}) {
  const weights = useWeights(weightsId);
  if (weights === undefined) return null;
  const { name, inputSize, licence, state, bytes } = weights;
  return (
    <Panel title={text.weightsPanel}>
      <div className="stack">
        <p>
          {text.weightsAre[state]}
          {bytes !== null && ` ${formatBytes(bytes)}.`}
        </p>
        <p className="muted small">
          {[
            text.weightsFacts(name, inputSize, licence),
            accuracy !== null &&
              text.accuracy(
                formatPercent(accuracy.top1),
                accuracy.top5 === null ? null : formatPercent(accuracy.top5),
              ),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
        {weights.jobId === null ? (
          <WeightsActs weights={weights} />
        ) : (
          <DownloadLine jobId={weights.jobId} />
        )}
      </div>
    </Panel>
  );
}

function WeightsActs({ weights }: { weights: PublishedWeights }) {
  const { id, state, url } = weights;
  const engine = useEngine();
  const file = useRef<HTMLInputElement>(null);
  const get = useAct(() => engine.weights.download({ id }), {
    onFailure: showFailure,
  });
  const remove = useAct(() => engine.weights.remove({ id }), {
    onFailure: showFailure,
  });
  const take = useAct(
    async (list: FileList) => {
      const { files, name } = readFileList(list);
      const { uploadId } = await engine.datasets.createUpload({ name });
      const [failed] = await sendFiles(uploadId, files);
      if (failed !== undefined) throw new Error(failed.message);
      return engine.weights.import({ uploadId });
    },
    { onFailure: showFailure },
  );
  if (state === "here") {
    return (
      <div className="row">
        <Button
          size="small"
          icon={Trash2}
          busy={remove.isRunning}
          onClick={() => remove.run(undefined)}
        >
          {text.removeWeights}
        </Button>
      </div>
    );
  }
  return (
    <>
      <div className="row row--wrap">
        <Button
          variant="primary"
          icon={Download}
          busy={get.isRunning}
          onClick={() => get.run(undefined)}
        >
          {state === "begun" ? text.goOnGetting : text.getWeights}
        </Button>
        <Button
          icon={FileDown}
          busy={take.isRunning}
          onClick={() => file.current?.click()}
        >
          {text.haveFile}
        </Button>
      </div>
      <p className="muted small">
        {text.haveFileWhy}{" "}
        <a href={url} target="_blank" rel="noreferrer" title={url}>
          {text.fileUrl}
        </a>
      </p>
      <input
        ref={file}
        type="file"
        accept=".h5"
        hidden
        aria-label={text.haveFile}
        onChange={(event) => {
          const list = event.target.files;
          if (list !== null && list.length > 0) take.run(list);
        }}
      />
    </>
  );
}

function DownloadLine({ jobId }: { jobId: string }) {
  const job = useJob(jobId);
  const cancel = useCancelJob(jobId, showFailure);
  return (
    <JobLine
      title={job?.title ?? text.weightsPanel}
      phase={job?.phase ?? ""}
      share={job === undefined ? null : jobShare(job)}
      ending={cancel.isRunning}
      onCancel={() => cancel.run(undefined)}
    />
  );
}
