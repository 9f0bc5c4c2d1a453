/** Features of pictures by the built-in network, as directions. */
export interface Embeddings {
  readonly imageIds: Int32Array;
  readonly columns: number;
  /** [imageIds.length × columns], unit rows. */
  readonly data: Float32Array;
}
