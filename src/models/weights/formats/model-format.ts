import type { StoredDataset } from "#engine/models/weights/hdf5-file.ts";
import type { LoadedModel } from "#engine/models/weights/loaded-model.ts";
import type { ModelSource } from "#engine/models/weights/model-source.ts";
import type { StoredWeights } from "#engine/models/weights/stored-weights.ts";

/** A kind of file that trained networks come in. One file per format in this folder, and an entry in the catalog. */
export interface ModelFormat {
  /** For people: what a file chooser and a message call it. */
  readonly title: string;
  /** Whether a source is of this format, by what it holds, never by its ending. */
  readonly recognises: (source: ModelSource) => boolean | Promise<boolean>;
  /** @throws StudioError saying what does not fit; formats that cannot be used always throw, with what to do instead */
  readonly load: (source: ModelSource) => Promise<LoadedModel>;
  /**
   * The weights alone, to be laid onto a network of the catalog, for as long as `use` takes. Undefined where the format has no such
   * use: its weights come only with a network of their own.
   */
  readonly withWeights?: <T>(
    source: ModelSource,
    use: (stored: StoredWeights<StoredDataset>) => T | Promise<T>,
  ) => Promise<T>;
}
