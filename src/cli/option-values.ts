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
