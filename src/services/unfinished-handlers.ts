import type { ContractBuilder } from "./engine-context.ts";
import { notReady } from "./not-ready.ts";

export function unfinishedHandlers(os: ContractBuilder) {
  return {
    explain: {
      heatmap: os.explain.heatmap.handler(() => notReady("Explaining")),
      saveHeatmap: os.explain.saveHeatmap.handler(() => notReady("Explaining")),
      layers: os.explain.layers.handler(() => notReady("Explaining")),
      featureMaps: os.explain.featureMaps.handler(() => notReady("Explaining")),
    },
  };
}
