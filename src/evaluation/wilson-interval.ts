/**
 * Wilson's score interval for a proportion.
 * Edwin B. Wilson, Probable inference, the law of succession, and statistical inference, 1927,
 * https://doi.org/10.1080/01621459.1927.10502953
 * Unlike the textbook interval it stays inside 0 to 1 and is honest for few pictures.
 */
import type { Interval } from "#api/base.ts";

/** The 97.5 % point of the standard normal distribution. */
const Z_95 = 1.959963984540054;

/** @returns successes / total and its 95 % interval; without any trial the value is 0 and the interval 0 to 1 */
export function wilsonInterval(successes: number, total: number): Interval {
  if (total === 0) return { value: 0, low: 0, high: 1 };
  const value = successes / total;
  const z2 = Z_95 * Z_95;
  const denominator = 1 + z2 / total;
  const centre = (value + z2 / (2 * total)) / denominator;
  const half =
    (Z_95 / denominator) *
    Math.sqrt((value * (1 - value)) / total + z2 / (4 * total * total));
  return {
    value,
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === total ? 1 : Math.min(1, centre + half),
  };
}
