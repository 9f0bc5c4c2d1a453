import "./add-dialog.css";

import { useState, useSyncExternalStore } from "react";

import type { CaptureQueue } from "#renderer/engine-client/capture-queue.ts";
import { createCaptureQueue } from "#renderer/engine-client/capture-queue.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Tabs } from "#renderer/ui/tabs.tsx";

import { AddFiles } from "./add-files.tsx";
import { AddTarget, useAddTarget } from "./add-target.tsx";
import { CaptureCamera } from "./capture-camera.tsx";
import { WatchList } from "./watch-list.tsx";

const text = strings.captures;

export type AddWay = "camera" | "files" | "watch";

/** Adds pictures by the camera, by paste or drop, or by a folder that is watched. */
export function AddDialog({
  way,
  onWay,
  pending,
  onPending,
  onClose,
}: {
  way: AddWay;
  onWay: (way: AddWay) => void;
  /** Pictures that were given and wait for their class. */
  pending: readonly File[];
  onPending: (files: readonly File[]) => void;
  onClose: () => void;
}) {
  const engine = useEngine();
  const classes = useDataset().data?.classes ?? [];
  const [queue] = useState(() => createCaptureQueue(engine));
  const target = useAddTarget(classes);

  return (
    <Dialog
      title={text.title}
      description={text.description}
      size="medium"
      onClose={onClose}
      actions={
        <>
          <CaptureCount queue={queue} />
          <Button variant="primary" onClick={onClose}>
            {text.done}
          </Button>
        </>
      }
    >
      <div className="stack">
        {way !== "watch" && <AddTarget classes={classes} target={target} />}
        <Tabs<AddWay>
          label={text.ways}
          value={way}
          onChange={onWay}
          tabs={[
            {
              value: "camera",
              label: text.camera,
              content: <CaptureCamera queue={queue} target={target} />,
            },
            {
              value: "files",
              label: text.files,
              content: (
                <AddFiles
                  files={pending}
                  onFiles={onPending}
                  target={target}
                  queue={queue}
                />
              ),
            },
            { value: "watch", label: text.watch, content: <WatchList /> },
          ]}
        />
        <Refusals queue={queue} />
      </div>
    </Dialog>
  );
}

function CaptureCount({ queue }: { queue: CaptureQueue }) {
  const { added, waiting } = useSyncExternalStore(queue.subscribe, queue.state);
  return (
    <output className="grow muted small figures">
      {text.taken(added.length)}
      {waiting > 0 && ` · ${text.waiting(waiting)}`}
    </output>
  );
}

function Refusals({ queue }: { queue: CaptureQueue }) {
  const { refused, refusal } = useSyncExternalStore(
    queue.subscribe,
    queue.state,
  );
  return refusal === null ? null : (
    <Notice tone="warning">{text.refused(refused, refusal)}</Notice>
  );
}
