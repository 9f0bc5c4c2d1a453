import type { Evaluation } from "#api/results.ts";
import { ReliabilityDiagram } from "#renderer/charts/reliability-diagram.tsx";
import { formatPercent } from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.evaluate;

/** Whether 80 % sure means 80 % right. */
export function CalibrationPanel({ evaluation }: { evaluation: Evaluation }) {
  return (
    <Panel title={text.calibration}>
      <div className="stack">
        <p className="muted small">
          {text.calibrationText(formatPercent(evaluation.calibrationError))}
        </p>
        <ReliabilityDiagram
          title={text.reliability}
          bins={evaluation.reliability}
          confidenceLabel={text.confidenceAxis}
          accuracyLabel={text.accuracyAxis}
          countLabel={text.pictures}
          describeBin={(bin) =>
            text.bin(
              formatPercent(bin.confidence, 0),
              formatPercent(bin.accuracy, 0),
              bin.count,
            )
          }
          format={(share) => formatPercent(share, 0)}
          tableLabel={text.table}
        />
      </div>
    </Panel>
  );
}
