/** Side of the small gray versions by which a pair of pictures is confirmed. */
export const SMALL_SIDE = 32;
