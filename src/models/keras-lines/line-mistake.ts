import { StudioError } from "#engine/base/errors.ts";

/** A place in the lines, both from 1. */
export interface LinePlace {
  readonly line: number;
  readonly column: number;
}

/** Something in the lines that could not be read, and where. */
export class LineMistake extends StudioError {
  readonly line: number;
  readonly column: number;

  constructor(
    place: LinePlace,
    message: string,
    options?: { cause?: unknown },
  ) {
    super("models/keras-lines", message, options);
    this.line = place.line;
    this.column = place.column;
  }
}
