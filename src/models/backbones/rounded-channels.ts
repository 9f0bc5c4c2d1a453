/** The nearest multiple of 8, at least 8. */
export function nearestMultipleOf8(wanted: number): number {
  return Math.max(8, Math.floor((wanted + 4) / 8) * 8);
}

/** The nearest multiple of 8, at least 8, and never more than a tenth below what was asked for; as Keras rounds. */
export function roundedChannels(wanted: number): number {
  const rounded = nearestMultipleOf8(wanted);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}
