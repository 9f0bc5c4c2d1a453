import type { League, LeagueEntry } from "#api/league.ts";

/** One network is called smaller or quicker than another when it needs at most this share. */
const CLEARLY_LESS = 0.8;

/**
 * Which network to take, and why: the lightest of those whose accuracy lies within the interval of the best.
 * @param entries the most accurate first
 */
export function leagueVerdict(
  entries: readonly LeagueEntry[],
): Pick<League, "recommended" | "sentence"> {
  const [best, ...others] = entries;
  if (best === undefined) return { recommended: null, sentence: null };
  const reached = `${best.name} is right on ${percent(best.accuracy.value)} of the pictures`;
  if (others.length === 0) {
    return {
      recommended: best.id,
      sentence: `${reached}. Compare it with others: get weights, or import a network.`,
    };
  }
  const asGood = entries.filter(
    ({ accuracy }) => accuracy.value >= best.accuracy.low,
  );
  const [lightest = best] = asGood.toSorted(
    (left, right) =>
      left.weightsBytes - right.weightsBytes ||
      left.secondsPer100 - right.secondsPer100,
  );
  if (lightest.weightsBytes > CLEARLY_LESS * best.weightsBytes) {
    const rest =
      asGood.length > 1
        ? "Others come within its interval, but none of them is clearly smaller."
        : "No other comes within its interval.";
    return { recommended: best.id, sentence: `${reached}. ${rest}` };
  }
  const advantages = [
    `${share(lightest.weightsBytes / best.weightsBytes)} the size`,
    ...(lightest.secondsPer100 <= CLEARLY_LESS * best.secondsPer100
      ? [`${times(best.secondsPer100 / lightest.secondsPer100)} as quick`]
      : []),
  ];
  return {
    recommended: lightest.id,
    sentence: `${lightest.name} (${percent(lightest.accuracy.value)}) is within the interval of ${best.name} (${percent(best.accuracy.value)})${advantages.length > 1 ? "," : " and"} ${advantages.join(" and ")}.`,
  };
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

/** `half`, `a third`, else per cent. */
function share(ratio: number): string {
  const words = [
    [1 / 2, "half"],
    [1 / 3, "a third of"],
    [1 / 4, "a quarter of"],
    [1 / 10, "a tenth of"],
  ] as const;
  const near = words.find(([value]) => Math.abs(ratio / value - 1) < 0.1);
  return near?.[1] ?? `${Math.max(1, Math.round(100 * ratio))} % of`;
}

function times(ratio: number): string {
  return ratio < 1.95
    ? `${ratio.toFixed(1)} times`
    : `${Math.round(ratio)} times`;
}
