/** All weights of one model together, as float32. */
export const MAXIMUM_WEIGHT_BYTES = 2_000_000_000;

/** Layers, and weights, that a file may list: the largest network of the catalog has about a tenth of that. */
export const MAXIMUM_WEIGHTS = 20_000;
