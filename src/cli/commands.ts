import type { Command } from "commander";

import { addBench } from "./bench-command.ts";
import { addDemo } from "./demo-command.ts";
import { addDesigns } from "./designs-command.ts";
import { addDevices } from "./devices-command.ts";
import { addDoctor } from "./doctor-command.ts";
import { addEvaluate } from "./evaluate-command.ts";
import { addExplain } from "./explain-command.ts";
import { addExperiments } from "./experiments-command.ts";
import { addExport } from "./export-command.ts";
import { addImport } from "./import-command.ts";
import { addLeague } from "./league-command.ts";
import { addModels } from "./models-command.ts";
import { addPredict } from "./predict-command.ts";
import { addServe } from "./serve-command.ts";
import { addSplit } from "./split-command.ts";
import { addTrain } from "./train-command.ts";
import { addVersions } from "./versions-command.ts";
import { addWeights } from "./weights-command.ts";

/** Every command, in the order of the help. */
export const COMMANDS: readonly ((program: Command) => void)[] = [
  addImport,
  addDoctor,
  addSplit,
  addVersions,
  addTrain,
  addEvaluate,
  addPredict,
  addExplain,
  addExport,
  addModels,
  addLeague,
  addDesigns,
  addWeights,
  addExperiments,
  addDevices,
  addBench,
  addServe,
  addDemo,
];
