import { InvalidArgumentError } from "commander";

/** Numbers as options have them; each parser throws what commander tells the user. */

export function integer(value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && Number.isInteger(number) && number >= 0) {
    return number;
  }
  throw new InvalidArgumentError("Expected a whole number from 0 on.");
}

export function positiveInteger(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a whole number from 1 on.");
}

export function positiveNumber(value: string): number {
  const number = Number(value);
  if (Number.isFinite(number) && number > 0) return number;
  throw new InvalidArgumentError("Expected a number above 0.");
}

export function positiveShare(value: string): number {
  const number = Number(value);
  if (number > 0 && number <= 1) return number;
  throw new InvalidArgumentError("Expected a number above 0, at most 1.");
}

/** @returns red, green, blue, 0 to 255 */
export function colour(value: string): [number, number, number] {
  const parts = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(value);
  if (parts === null) {
    throw new InvalidArgumentError("Expected a colour such as #808080.");
  }
  const [red, green, blue] = parts.slice(1).map((part) => parseInt(part, 16));
  return [red as number, green as number, blue as number];
}

export function share(value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && number >= 0 && number <= 1) return number;
  throw new InvalidArgumentError("Expected a number from 0 to 1.");
}
