import type { LucideIcon } from "lucide-react";
import {
  ChartColumn,
  Crosshair,
  Dumbbell,
  Images,
  Layers,
  PackageCheck,
  Settings,
  WandSparkles,
} from "lucide-react";

import { strings } from "#renderer/ui/strings.ts";

export type StepId =
  | "data"
  | "model"
  | "train"
  | "evaluate"
  | "explain"
  | "try"
  | "export"
  | "settings";

/** One place in the rail. */
export interface Step {
  readonly id: StepId;
  readonly path: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly shortcut: string;
  /** Without an open project it says so instead. */
  readonly needsProject: boolean;
}

/** The rail, in order. */
export const STEPS: readonly Step[] = [
  step("data", strings.datasets.title, Images, 1),
  step("model", strings.design.title, Layers, 2),
  step("train", strings.train.title, Dumbbell, 3),
  step("evaluate", strings.evaluate.title, ChartColumn, 4),
  step("explain", strings.explain.title, Crosshair, 5),
  step("try", strings.predict.title, WandSparkles, 6),
  step("export", strings.export.title, PackageCheck, 7),
  {
    ...step("settings", strings.settings.title, Settings, 8),
    needsProject: false,
  },
];

/** No step of the work: reached from the device chip, the settings and the palette. */
export const DEVICES_PATH = "/devices";

/** A room of the Model step. */
export const DESIGNER_PATH = "/model/design";

/** Another: networks compared on the project's pictures. */
export const LEAGUE_PATH = "/model/league";

function step(
  id: StepId,
  label: string,
  icon: LucideIcon,
  digit: number,
): Step {
  return {
    id,
    path: `/${id}`,
    label,
    icon,
    shortcut: `alt+${digit}`,
    needsProject: true,
  };
}
