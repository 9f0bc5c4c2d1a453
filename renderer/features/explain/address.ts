/** A whole number of the address, or null when there is none. */
export function readNumber(
  parameters: URLSearchParams,
  name: string,
): number | null {
  const text = parameters.get(name);
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The parameters with one changed; null takes it away. */
export function withParameter(
  parameters: URLSearchParams,
  name: string,
  value: string | null,
): URLSearchParams {
  const next = new URLSearchParams(parameters);
  if (value === null) next.delete(name);
  else next.set(name, value);
  return next;
}
