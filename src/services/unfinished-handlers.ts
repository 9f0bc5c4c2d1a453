import type { ContractBuilder } from "./engine-context.ts";
import { notReady } from "./not-ready.ts";

export function unfinishedHandlers(os: ContractBuilder) {
  return {
    models: {
      list: os.models.list.handler(() => notReady("Models")),
      get: os.models.get.handler(() => notReady("Models")),
      importWeights: os.models.importWeights.handler(() => notReady("Models")),
      remove: os.models.remove.handler(() => notReady("Models")),
    },
    training: {
      advise: os.training.advise.handler(() => notReady("Training")),
      previewAugmentation: os.training.previewAugmentation.handler(() =>
        notReady("Training"),
      ),
      start: os.training.start.handler(() => notReady("Training")),
      resume: os.training.resume.handler(() => notReady("Training")),
      runs: os.training.runs.handler(() => []),
      run: os.training.run.handler(() => notReady("Training")),
      history: os.training.history.handler(() => notReady("Training")),
      renameRun: os.training.renameRun.handler(() => notReady("Training")),
      deleteRun: os.training.deleteRun.handler(() => notReady("Training")),
      restoreRun: os.training.restoreRun.handler(() => notReady("Training")),
      baseline: os.training.baseline.handler(() => notReady("Training")),
      startBaseline: os.training.startBaseline.handler(() =>
        notReady("Training"),
      ),
    },
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
