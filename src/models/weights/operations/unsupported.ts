import { StudioError } from "#engine/base/errors.ts";
import type { Operation } from "./values.ts";

/** More names than this are counted, not listed. */
const LISTED = 12;

/** One operation that has a rule, in a form that has none. */
export function unsupportedForm(
  { op, name }: Pick<Operation, "op" | "name">,
  why: string,
): StudioError {
  return new StudioError(
    "models/unsupported-operation",
    `The operation "${name.slice(0, 200)}" (${op}) of the model cannot be read as a layer: ${why}. Use a classifier made of convolutions, or the Keras model that this one was made from.`,
  );
}

/** Operations that have no rule at all. */
export function unsupportedOperations(
  file: string,
  names: Iterable<string>,
): StudioError {
  const missing = [...new Set(names)].toSorted();
  const listed = missing
    .slice(0, LISTED)
    .map((name) => `"${name.slice(0, 60)}"`);
  if (missing.length > LISTED)
    listed.push(`and ${missing.length - LISTED} more`);
  return new StudioError(
    "models/unsupported-operation",
    `${file} needs operations that cannot be read as layers here: ${listed.join(", ")}. Use a classifier made of convolutions with its preprocessing and any rounding to 8 bits left out, or the Keras model that this one was made from.`,
  );
}
