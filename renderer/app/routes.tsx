import type { ReactElement } from "react";
import { createBrowserRouter } from "react-router";

import { AugmentationPanel } from "#renderer/features/augment/augmentation-panel.tsx";
import { DesignScreen } from "#renderer/features/design/design-screen.tsx";
import { LeagueScreen } from "#renderer/features/design/league-screen.tsx";
import { DesignerScreen } from "#renderer/features/design/designer-screen.tsx";
import { EvaluateScreen } from "#renderer/features/evaluate/evaluate-screen.tsx";
import { ExplainScreen } from "#renderer/features/explain/explain-screen.tsx";
import { DevicesScreen } from "#renderer/features/devices/devices-screen.tsx";
import { ExportScreen } from "#renderer/features/export/export-screen.tsx";
import { PredictScreen } from "#renderer/features/predict/predict-screen.tsx";
import { ProjectsScreen } from "#renderer/features/projects/projects-screen.tsx";
import { SettingsScreen } from "#renderer/features/settings/settings-screen.tsx";
import { TrainScreen } from "#renderer/features/train/train-screen.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { DATA_TABS, DataRooms } from "./data-tabs.tsx";
import { Frame } from "./frame.tsx";
import { CrashScreen, NotFoundScreen } from "./fallback-screens.tsx";
import { ProjectGate } from "./project-gate.tsx";
import { RunGate } from "./run-gate.tsx";
import type { StepId } from "./steps.ts";
import { DESIGNER_PATH, DEVICES_PATH, LEAGUE_PATH, STEPS } from "./steps.ts";

/** The screen of each step. */
const SCREENS: Record<StepId, ReactElement> = {
  data: <DataRooms />,
  model: <DesignScreen />,
  // Features do not know each other; the Train screen is handed its augmentation panel here.
  train: <TrainScreen AugmentationPanel={AugmentationPanel} />,
  evaluate: <RunGate title={strings.evaluate.title} Screen={EvaluateScreen} />,
  explain: <RunGate title={strings.explain.title} Screen={ExplainScreen} />,
  try: <RunGate title={strings.predict.title} Screen={PredictScreen} />,
  export: <RunGate title={strings.export.title} Screen={ExportScreen} />,
  settings: <SettingsScreen />,
};

/** Every address of the studio. */
export function createRouter() {
  return createBrowserRouter([
    {
      path: "/",
      Component: Frame,
      errorElement: <CrashScreen />,
      children: [
        {
          index: true,
          Component: ProjectsScreen,
          errorElement: <CrashScreen />,
        },
        ...STEPS.map(({ id, path, needsProject }) => {
          return {
            path: path.slice(1),
            errorElement: <CrashScreen />,
            element: needsProject ? (
              <ProjectGate>{SCREENS[id]}</ProjectGate>
            ) : (
              SCREENS[id]
            ),
            ...(id === "data" && {
              children: DATA_TABS.map((tab) => ({
                path: tab.path,
                Component: tab.Screen,
              })),
            }),
          };
        }),
        {
          path: DESIGNER_PATH.slice(1),
          errorElement: <CrashScreen />,
          element: (
            <ProjectGate>
              <DesignerScreen />
            </ProjectGate>
          ),
        },
        {
          path: LEAGUE_PATH.slice(1),
          errorElement: <CrashScreen />,
          element: (
            <ProjectGate>
              <LeagueScreen />
            </ProjectGate>
          ),
        },
        {
          path: DEVICES_PATH.slice(1),
          Component: DevicesScreen,
          errorElement: <CrashScreen />,
        },
        { path: "*", Component: NotFoundScreen },
      ],
    },
  ]);
}
