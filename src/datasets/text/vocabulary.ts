import { wordsOf } from "./words.ts";

/** What stands at the first two places of every vocabulary, as in Keras. */
export const RESERVED_WORDS = ["", "[UNK]"] as const;

/** A longer piece is no word of a language; as one it would only fill memory. It counts as unknown. */
const LONGEST_WORD = 100;

/** How often words occur in texts. */
export interface WordCounts {
  readonly texts: number;
  /** Word → times in all texts, and texts that have it. */
  readonly words: ReadonlyMap<string, { times: number; texts: number }>;
}

export function countWords(texts: Iterable<string>): WordCounts {
  const words = new Map<string, { times: number; texts: number }>();
  let count = 0;
  for (const text of texts) {
    const seen = new Set<string>();
    count++;
    for (const word of wordsOf(text)) {
      if (word.length > LONGEST_WORD) continue;
      const entry = words.get(word) ?? { times: 0, texts: 0 };
      entry.times++;
      if (!seen.has(word)) entry.texts++;
      seen.add(word);
      words.set(word, entry);
    }
  }
  return { texts: count, words };
}

/**
 * The most frequent words, behind the two reserved places; of equally frequent ones, the last in the alphabet first: the order of
 * Keras's TextVectorization, so that both give the same numbers.
 * @param size places at most, the reserved ones included; at least 3
 */
export function vocabularyOf({ words }: WordCounts, size: number): string[] {
  const sorted = [...words].toSorted(
    ([first, { times: firstTimes }], [second, { times: secondTimes }]) =>
      secondTimes - firstTimes || (first < second ? 1 : -1),
  );
  return [
    ...RESERVED_WORDS,
    ...sorted.slice(0, size - RESERVED_WORDS.length).map(([word]) => word),
  ];
}
