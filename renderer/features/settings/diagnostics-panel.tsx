import { Clipboard } from "lucide-react";
import { useState } from "react";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";

const text = strings.settings;

/** Versions, devices and the end of the log for a report; shown, so that a person can read what they send. */
export function DiagnosticsPanel() {
  const engine = useEngine();
  const [report, setReport] = useState<string | null>(null);
  const copy = useAct(
    async () => {
      const { text: gathered } = await engine.system.diagnostics({});
      setReport(gathered);
      return navigator.clipboard.writeText(gathered).then(
        () => true,
        () => false,
      );
    },
    {
      onDone: (copied) =>
        showToast(
          copied
            ? { title: text.copied, tone: "good" }
            : { title: text.copyFailed, tone: "warning" },
        ),
      onFailure: showFailure,
    },
  );
  return (
    <Panel title={text.diagnostics}>
      <div className="stack">
        <p className="muted small">{text.diagnosticsWhy}</p>
        <span>
          <Button
            icon={Clipboard}
            busy={copy.isRunning}
            onClick={() => copy.run(undefined)}
          >
            {text.copyDiagnostics}
          </Button>
        </span>
        {report !== null && (
          <textarea
            className="settings__text"
            readOnly
            aria-label={text.diagnostics}
            value={report}
          />
        )}
      </div>
    </Panel>
  );
}
