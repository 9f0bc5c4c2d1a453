import {
  BUILT_IN_BACKBONE,
  loadBuiltInBackbone,
} from "#engine/models/backbones/built-in.ts";
import { modelEntry } from "#engine/models/catalog.ts";
import { listImportedBackbones } from "#engine/jobs/imported-backbones.ts";

/** What a model is called. @throws StudioError `models/unknown` */
export async function modelTitle(
  id: string,
  modelsFolder: string,
): Promise<string> {
  if (id === BUILT_IN_BACKBONE) return (await loadBuiltInBackbone()).title;
  const imported = (await listImportedBackbones(modelsFolder)).find(
    (card) => card.id === id,
  );
  return imported?.title ?? modelEntry(id).title;
}
