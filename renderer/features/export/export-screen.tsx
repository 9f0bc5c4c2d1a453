import "./export.css";

import { PackageCheck } from "lucide-react";

import type { ExportFormat, ExportReport } from "#api/results.ts";
import type { Run } from "#api/training.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { jobShare, useActiveJob } from "#renderer/engine-client/use-jobs.ts";
import { useExports } from "#renderer/engine-client/use-runs.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { ProgressBar } from "#renderer/ui/progress-bar.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { FormatPanel } from "./format-panel.tsx";
import { latestOf } from "./latest-export.ts";

const text = strings.export;
const FORMATS: readonly ExportFormat[] = ["onnx", "tfjs"];
const NO_REPORTS: readonly ExportReport[] = [];

/** The model to take away: a panel per format, with the proof that it gives the same answers. */
export function ExportScreen({ run }: { run: Run }) {
  const engine = useEngine();
  const reports = useExports(run.id);
  const job = useActiveJob(["export"], run.id);
  const start = useAct((formats: readonly ExportFormat[]) =>
    engine.export.start({ runId: run.id, formats: [...formats] }),
  );
  const inside = useIsOfTexts() ? text.insideOfTexts : text.inside;
  const busy = start.isRunning || job !== undefined;
  return (
    <Page
      title={text.title}
      subtitle={text.subtitle(run.name)}
      actions={
        <Button
          variant="primary"
          icon={PackageCheck}
          busy={busy}
          onClick={() => start.run(FORMATS)}
        >
          {busy ? text.running : text.exportAll}
        </Button>
      }
    >
      <div className="export">
        {job !== undefined && (
          <div className="stack stack--tight">
            <ProgressBar label={text.progress} value={jobShare(job)} />
            <p className="muted small">{job.phase}</p>
          </div>
        )}
        {start.failure !== null && (
          <Notice tone="danger" title={text.startFailed}>
            {start.failure.message}
          </Notice>
        )}
        {reports.error !== null && (
          <Notice tone="danger" title={text.failedTitle}>
            {describeFailure(reports.error).message}
          </Notice>
        )}
        {FORMATS.map((format) => (
          <FormatPanel
            key={format}
            format={format}
            inside={inside[format]}
            exported={latestOf(reports.data ?? NO_REPORTS, format)}
            busy={busy}
            onExport={() => start.run([format])}
          />
        ))}
      </div>
    </Page>
  );
}
