import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";

import type { ClassesFrom } from "#api/sources.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import type {
  ImportSource,
  ReachableSource,
} from "#renderer/engine-client/folder-import.ts";
import {
  sourceName,
  startImport,
} from "#renderer/engine-client/folder-import.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { useImportPlan } from "#renderer/engine-client/use-import-plan.ts";
import { useForgetProject } from "#renderer/engine-client/use-projects.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Checkbox } from "#renderer/ui/toggles.tsx";

import { ImportPlanView } from "./import-plan-view.tsx";

const text = strings.imports;

/** What an import would do, before it is done: Enter does it. */
export function ImportPlanDialog({
  source,
  intoNew,
  onClose,
}: {
  source: ImportSource;
  intoNew: boolean;
  onClose: () => void;
}) {
  const engine = useEngine();
  const navigate = useNavigate();
  const forget = useForgetProject();
  const [classesFrom, setClassesFrom] = useState<ClassesFrom>();
  const [copy, setCopy] = useState(false);
  const start = useRef<HTMLButtonElement>(null);
  const state = useImportPlan(source, classesFrom);
  const { plan, sending, isCancelled } = state;
  const name = sourceName(source);
  const act = useAct(
    async (reachable: ReachableSource) => {
      const options = { name, copy, classesFrom, intoNew };
      // Before, because the dialog may be gone when the engine answers.
      state.setKept(true);
      await startImport(engine, reachable, options);
      await forget();
    },
    {
      onFailure: () => state.setKept(false),
      onDone: () => {
        onClose();
        void navigate(plan?.labelled === 0 ? "/data/tray" : "/data");
      },
    },
  );
  const isReady = plan !== undefined && plan.labelled + plan.unlabelled > 0;
  const failure = act.failure ?? state.failure;

  useEffect(() => {
    if (isReady) {
      start.current?.focus();
    }
  }, [isReady]);
  useEffect(() => {
    if (isCancelled) {
      onClose();
    }
  }, [isCancelled, onClose]);

  return (
    <Dialog
      title={text.planTitle(name)}
      description={plan?.summary}
      size="medium"
      onClose={onClose}
      actions={
        <>
          {plan !== undefined && "folder" in source && !isTaken(plan) && (
            <span className="grow row" title={text.copyInWhy}>
              <Checkbox label={text.copyIn} checked={copy} onChange={setCopy} />
            </span>
          )}
          <Button onClick={onClose}>{strings.common.cancel}</Button>
          <Button
            ref={start}
            variant="primary"
            disabled={!isReady}
            busy={act.isRunning}
            onClick={() => state.source !== null && act.run(state.source)}
          >
            {text.start}
          </Button>
        </>
      }
    >
      <div className="stack">
        {failure !== null && <Notice tone="danger">{failure.message}</Notice>}
        {plan !== undefined ? (
          <ImportPlanView plan={plan} onClassesFrom={setClassesFrom} />
        ) : sending !== null ? (
          <>
            <p className="figures">
              {text.sending}:{" "}
              {text.sent(sending.files, sending.totalFiles, sending.bytes)}
            </p>
            <ProgressBar
              label={text.sending}
              value={sending.files / Math.max(1, sending.totalFiles)}
            />
          </>
        ) : (
          failure === null && <LoadingBlock label={text.looking} />
        )}
      </div>
    </Dialog>
  );
}

/** Whether its content comes into the project whatever is chosen. */
function isTaken({ unpacks, kind }: { unpacks: boolean; kind: string }) {
  return unpacks || kind === "texts";
}
