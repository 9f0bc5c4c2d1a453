import { AugmentationPanel } from "#renderer/features/augment/augmentation-panel.tsx";
import { EvaluateScreen } from "#renderer/features/evaluate/evaluate-screen.tsx";
import { ExplainScreen } from "#renderer/features/explain/explain-screen.tsx";
import { ExportScreen } from "#renderer/features/export/export-screen.tsx";
import { PredictScreen } from "#renderer/features/predict/predict-screen.tsx";
import { TrainScreen } from "#renderer/features/train/train-screen.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { RunGate } from "./run-gate.tsx";

/** Screens as the app puts them together: each with the run that it speaks of, Train with the panel of augmentations. */

export function TrainStep() {
  return <TrainScreen AugmentationPanel={AugmentationPanel} />;
}

export function EvaluateStep() {
  return (
    <RunGate title={strings.evaluate.title}>
      {(run, runs) => <EvaluateScreen run={run} runs={runs} />}
    </RunGate>
  );
}

export function ExplainStep() {
  return (
    <RunGate title={strings.explain.title}>
      {(run) => <ExplainScreen run={run} />}
    </RunGate>
  );
}

export function TryStep() {
  return (
    <RunGate title={strings.predict.title}>
      {(run) => <PredictScreen run={run} />}
    </RunGate>
  );
}

export function ExportStep() {
  return (
    <RunGate title={strings.export.title}>
      {(run) => <ExportScreen run={run} />}
    </RunGate>
  );
}
