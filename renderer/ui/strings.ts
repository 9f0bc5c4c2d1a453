import { appStrings } from "#renderer/ui/strings/app.ts";
import { augmentStrings } from "#renderer/ui/strings/augment.ts";
import { commonStrings } from "#renderer/ui/strings/common.ts";
import { capturesStrings } from "#renderer/ui/strings/captures.ts";
import { dataActsStrings } from "#renderer/ui/strings/data-acts.ts";
import { dataTabsStrings } from "#renderer/ui/strings/data-tabs.ts";
import { datasetsStrings } from "#renderer/ui/strings/datasets.ts";
import { labelsStrings } from "#renderer/ui/strings/labels.ts";
import { leagueStrings } from "#renderer/ui/strings/league.ts";
import { designStrings } from "#renderer/ui/strings/design.ts";
import { designerStrings } from "#renderer/ui/strings/designer.ts";
import { devicesStrings } from "#renderer/ui/strings/devices.ts";
import { doctorStrings } from "#renderer/ui/strings/doctor.ts";
import { evaluateStrings } from "#renderer/ui/strings/evaluate.ts";
import { explainStrings } from "#renderer/ui/strings/explain.ts";
import { exportStrings } from "#renderer/ui/strings/export.ts";
import { foldersStrings } from "#renderer/ui/strings/folders.ts";
import { importsStrings } from "#renderer/ui/strings/imports.ts";
import { predictStrings } from "#renderer/ui/strings/predict.ts";
import { projectsStrings } from "#renderer/ui/strings/projects.ts";
import { resizeStrings } from "#renderer/ui/strings/resize.ts";
import { settingsStrings } from "#renderer/ui/strings/settings.ts";
import { splitsStrings } from "#renderer/ui/strings/splits.ts";
import { testSetStrings } from "#renderer/ui/strings/test-set.ts";
import { textsStrings } from "#renderer/ui/strings/texts.ts";
import { trainStrings } from "#renderer/ui/strings/train.ts";
import { versionsStrings } from "#renderer/ui/strings/versions.ts";

/** Every string of the interface, by feature: `strings.train.start`. Those with numbers in them are functions. */
export const strings = {
  app: appStrings,
  augment: augmentStrings,
  captures: capturesStrings,
  common: commonStrings,
  dataActs: dataActsStrings,
  dataTabs: dataTabsStrings,
  datasets: datasetsStrings,
  design: designStrings,
  labels: labelsStrings,
  league: leagueStrings,
  designer: designerStrings,
  devices: devicesStrings,
  doctor: doctorStrings,
  evaluate: evaluateStrings,
  explain: explainStrings,
  export: exportStrings,
  folders: foldersStrings,
  imports: importsStrings,
  predict: predictStrings,
  projects: projectsStrings,
  resize: resizeStrings,
  settings: settingsStrings,
  splits: splitsStrings,
  testSet: testSetStrings,
  texts: textsStrings,
  train: trainStrings,
  versions: versionsStrings,
} as const;
