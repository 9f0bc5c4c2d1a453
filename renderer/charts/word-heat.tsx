import "./word-heat.css";

import type { CSSProperties } from "react";

import { classNames } from "#renderer/ui/class-names.ts";
import { formatPercent } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

export interface HeatWord {
  readonly text: string;
  readonly isKnown: boolean;
  readonly isSeen: boolean;
  /** −1 to 1; null where the network does not see it. */
  readonly importance: number | null;
}

const text = strings.texts;
/** Of a colour at the strongest word; a text in which nothing matters stays pale. */
const LEAST_SCALE = 0.05;
/** Of the strongest; what speaks less against the class is not underlined. */
const SHOWN_SHARE = 0.1;

/** A text whose words are coloured by what they speak for: a deep colour for much, underlined where they speak against. */
export function WordHeat({ words }: { words: readonly HeatWord[] }) {
  const largest = Math.max(
    LEAST_SCALE,
    ...words.map(({ importance }) => Math.abs(importance ?? 0)),
  );
  return (
    <p className="word-heat">
      {words.map((word, index) => (
        // Words come again; their place is what tells them apart.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index}>
          <Word word={word} largest={largest} />{" "}
        </span>
      ))}
    </p>
  );
}

function Word({ word, largest }: { word: HeatWord; largest: number }) {
  const { importance } = word;
  if (importance === null) {
    return (
      <span className="word-heat__unseen" title={text.unseenWord}>
        {word.text}
      </span>
    );
  }
  const share = Math.abs(importance) / largest;
  const isAgainst = importance < 0 && share >= SHOWN_SHARE;
  const points = `${importance < 0 ? "−" : "+"}${formatPercent(Math.abs(importance))}`;
  return (
    <mark
      className={classNames(
        "word-heat__word",
        isAgainst && "word-heat__word--against",
      )}
      style={
        {
          "--heat": `${importance < 0 && !isAgainst ? 0 : Math.round(share * 45)}%`,
        } as CSSProperties
      }
      title={`${points}${word.isKnown ? "" : ` · ${text.unknownWord}`}`}
    >
      {word.text}
    </mark>
  );
}
