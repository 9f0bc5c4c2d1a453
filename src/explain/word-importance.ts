/**
 * What each word of a text speaks for, by leaving it out. The counterpart for words of occlusion (Matthew D. Zeiler, Rob Fergus:
 * Visualizing and Understanding Convolutional Networks, 2014, https://arxiv.org/abs/1311.2901): here the word is taken away and the
 * words behind it move up, as if it had not been written.
 */
import { throwIfCancelled } from "#engine/base/cancellation.ts";
import { tensor, type Tensor } from "#engine/base/tensor.ts";
import { fitted } from "#engine/datasets/text/encode.ts";
import {
  showWords,
  type ShownWord,
} from "#engine/datasets/text/shown-words.ts";
import { indexOfLargest } from "#engine/evaluation/scored-labels.ts";
import type { TokenPreprocessing } from "#engine/graph/text-preprocessing.ts";

export interface ImportantWord extends ShownWord {
  /** Probability of the class with the text as it is, minus that without the word; null where the network does not see it. */
  readonly importance: number | null;
}

export interface WordImportance {
  readonly words: readonly ImportantWord[];
  /** Position of the explained class among the network's outputs. */
  readonly label: number;
  /** Of the text as it is, one per class. */
  readonly probabilities: Float32Array;
}

const TEXTS_AT_ONCE = 32;

/**
 * @param classify [texts, words] numbers → [texts, classes] probabilities
 * @param label default: the class with the largest probability
 */
export async function wordImportance(
  text: string,
  preprocessing: TokenPreprocessing,
  classify: (input: Tensor) => Promise<Tensor>,
  label?: number,
  signal?: AbortSignal,
): Promise<WordImportance> {
  const shown = showWords(text, preprocessing);
  const numbers = shown.flatMap(({ index }) => (index === null ? [] : [index]));
  const rowOf = (words: readonly number[]) => fitted(words, preprocessing);
  const ask = (rows: readonly (readonly number[])[]) =>
    classify(
      tensor(
        [rows.length, preprocessing.length],
        Float32Array.from(rows.flat()),
      ),
    );
  const { data: probabilities } = await ask([rowOf(numbers)]);
  const chosen = label ?? indexOfLargest(probabilities);
  const whole = probabilities[chosen] ?? 0;

  let place = 0;
  const seen = shown.flatMap((word, at) => {
    if (word.index === null) return [];
    const own = place++;
    return word.isSeen ? [{ at, place: own }] : [];
  });
  const importance = new Map<number, number>();
  for (let start = 0; start < seen.length; start += TEXTS_AT_ONCE) {
    throwIfCancelled(signal);
    const group = seen.slice(start, start + TEXTS_AT_ONCE);
    const { data } = await ask(
      group.map((word) => rowOf(numbers.toSpliced(word.place, 1))),
    );
    group.forEach(({ at }, row) =>
      importance.set(
        at,
        whole - (data[row * probabilities.length + chosen] ?? 0),
      ),
    );
  }
  return {
    words: shown.map((word, at) => ({
      ...word,
      importance: importance.get(at) ?? null,
    })),
    label: chosen,
    probabilities,
  };
}
