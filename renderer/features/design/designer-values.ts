import type { LayerField } from "#engine/graph/design/layer-fields.ts";
import { formatCount } from "#renderer/ui/format.ts";

/** Writing and reading of the attributes that are typed in a row: `3`, `3 × 5`, `1, 2, 1, 2`. */

const SIGNS = /[\s,;×x]+/;

/** The value of an attribute as it stands in its field. */
export function formatValue(field: LayerField, value: unknown): string {
  if (value === undefined || value === null) return "";
  const list = flat(value);
  const isOne = list.every((item) => item === list[0]);
  switch (field.kind) {
    case "pair":
      return isOne ? String(list[0]) : list.join(" × ");
    case "borders":
    case "numbers":
      return isOne ? String(list[0]) : list.join(", ");
    case "counts":
      return list.join(" × ");
    default:
      return String(value);
  }
}

/** What was typed as the value of an attribute; undefined where it is none. */
export function parseValue(field: LayerField, text: string): unknown {
  const numbers = text.trim().split(SIGNS).map(Number);
  const [first] = numbers;
  if (text.trim() === "" || first === undefined) return undefined;
  if (!numbers.every(Number.isFinite)) return undefined;
  const areCounts = (least: number) =>
    numbers.every((number) => Number.isInteger(number) && number >= least);
  switch (field.kind) {
    case "count":
      return numbers.length === 1 && areCounts(field.least ?? 1)
        ? first
        : undefined;
    case "pair":
      if (!areCounts(1) || numbers.length > 2) return undefined;
      return numbers.length === 1 || first === numbers[1] ? first : numbers;
    case "number":
      return numbers.length === 1 &&
        first >= (field.least ?? -Infinity) &&
        first < (field.below ?? Infinity)
        ? first
        : undefined;
    case "counts":
      return areCounts(field.least ?? 1) &&
        (field.length === undefined || numbers.length === field.length)
        ? numbers
        : undefined;
    case "borders":
      return areCounts(0) ? borders(numbers) : undefined;
    case "numbers":
      return numbers.length === 1 ? first : numbers;
    case "flag":
    case "choice":
      return undefined;
  }
}

/** One number for all four sides, two for both axes, or all four. */
function borders(numbers: readonly number[]): unknown {
  const [a = 0, b = a, c = a, d = b] = numbers;
  if (numbers.length === 1 || numbers.length === 2)
    return [
      [a, a],
      [b, b],
    ];
  return numbers.length === 4
    ? [
        [a, b],
        [c, d],
      ]
    : undefined;
}

/** A count some steps further, at least 1 or what its field allows; undefined for attributes that are no single number. */
export function nudgeValue(
  field: LayerField,
  value: unknown,
  steps: number,
): unknown {
  const single = flat(value);
  const [number] = single;
  if (typeof number !== "number") return undefined;
  if (field.kind === "count") return Math.max(field.least ?? 1, number + steps);
  if (field.kind === "pair")
    return single.every((item) => item === number)
      ? Math.max(1, number + steps)
      : undefined;
  if (field.kind !== "number") return undefined;
  const moved = Number((number + steps * 0.05).toPrecision(10));
  const { least = -Infinity, below = Infinity } = field;
  return moved >= least && moved < below ? moved : undefined;
}

/** `28 × 28 × 1` */
export function formatShape(shape: readonly number[]): string {
  return shape.map(formatCount).join(" × ");
}

/** Undefined where it is no shape of an input. */
export function parseShape(text: string): readonly number[] | undefined {
  const value = parseValue(
    { kind: "counts" },
    text.replaceAll(/\d,\d{3}\b/g, (group) => group.replace(",", "")),
  );
  return Array.isArray(value) && value.length <= 3
    ? (value as number[])
    : undefined;
}

function flat(value: unknown): unknown[] {
  return [value].flat(2) as unknown[];
}
