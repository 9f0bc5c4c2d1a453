import type { ContractBuilder } from "./engine-context.ts";
import { notReady } from "./not-ready.ts";

export function unfinishedHandlers(os: ContractBuilder) {
  return {
    evaluation: {
      start: os.evaluation.start.handler(() => notReady("Evaluation")),
      get: os.evaluation.get.handler(() => notReady("Evaluation")),
      compare: os.evaluation.compare.handler(() => notReady("Evaluation")),
    },
    explain: {
      heatmap: os.explain.heatmap.handler(() => notReady("Explaining")),
      saveHeatmap: os.explain.saveHeatmap.handler(() => notReady("Explaining")),
      layers: os.explain.layers.handler(() => notReady("Explaining")),
      featureMaps: os.explain.featureMaps.handler(() => notReady("Explaining")),
    },
    predict: {
      pictures: os.predict.pictures.handler(() => notReady("Predicting")),
      createUpload: os.predict.createUpload.handler(() =>
        notReady("Predicting"),
      ),
      folder: os.predict.folder.handler(() => notReady("Predicting")),
    },
    export: {
      start: os.export.start.handler(() => notReady("Exporting")),
      list: os.export.list.handler(() => notReady("Exporting")),
    },
  };
}
