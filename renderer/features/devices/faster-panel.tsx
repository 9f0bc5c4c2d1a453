import { Download, Link2 } from "lucide-react";
import { useState } from "react";

import type { JobReference } from "#api/base.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useActiveJob, useJob } from "#renderer/engine-client/use-jobs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

import { JobProgress } from "./job-progress.tsx";

const text = strings.devices;

/** What would make this machine faster, and TensorFlow at the press of a button. */
export function FasterPanel({ advice }: { advice: readonly string[] }) {
  const engine = useEngine();
  const [path, setPath] = useState("");
  const [startedId, setStartedId] = useState<string | null>(null);
  const job = useActiveJob(["tensorflow"]);
  const started = useJob(startedId);
  const act = useAct((start: () => Promise<JobReference>) => start(), {
    onDone: ({ jobId }) => setStartedId(jobId),
  });
  const isBusy = job !== undefined || act.isRunning;
  return (
    <Panel title={text.faster}>
      <div className="stack">
        {advice.length === 0 ? (
          <p>{text.nothingFaster}</p>
        ) : (
          <ul className="devices__advice">
            {advice.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        )}
        <h3>{text.tensorflow}</h3>
        <p className="muted small devices__words">{text.tensorflowWhy}</p>
        {act.failure !== null && (
          <Notice tone="danger">{act.failure.message}</Notice>
        )}
        {started?.error != null && (
          <Notice tone="danger">{started.error.message}</Notice>
        )}
        {started?.status === "finished" && (
          <Notice tone="good">{text.ready}</Notice>
        )}
        {job !== undefined && <JobProgress job={job} />}
        <div className="devices__tensorflow">
          <Field label={text.linkPath} why={text.linkPathWhy}>
            {(control) => (
              <TextInput {...control} value={path} onChange={setPath} />
            )}
          </Field>
          <span className="row row--wrap">
            <Button
              icon={Link2}
              disabled={isBusy}
              onClick={() =>
                act.run(() =>
                  engine.devices.linkTensorflow(
                    path.trim() === "" ? {} : { path: path.trim() },
                  ),
                )
              }
            >
              {text.link}
            </Button>
            <Button
              icon={Download}
              disabled={isBusy}
              onClick={() =>
                act.run(() => engine.devices.installTensorflow({ gpu: false }))
              }
            >
              {text.install}
            </Button>
            <Button
              icon={Download}
              disabled={isBusy}
              onClick={() =>
                act.run(() => engine.devices.installTensorflow({ gpu: true }))
              }
            >
              {text.installGpu}
            </Button>
          </span>
        </div>
      </div>
    </Panel>
  );
}
