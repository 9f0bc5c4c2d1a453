import { LineMistake, type LinePlace } from "./line-mistake.ts";

/** A word of Python, as far as lines of layers need it. */
export interface Token extends LinePlace {
  readonly kind: "name" | "number" | "string" | "mark" | "newline" | "end";
  /** As written; of a string, its content. */
  readonly text: string;
}

const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const STRING = /[rRbBuUfF]{0,2}("""|'''|"|')/y;
const MARK = /\*\*|\/\/|==|->|[()[\]{}=,.:+\-*/%@;]/y;
const SPACE = /(?:[ \t\r\f\u00a0]|\\\r?\n|#[^\n]*)+/y;
const OPENING = new Set(["(", "[", "{"]);
const CLOSING = new Set([")", "]", "}"]);

/**
 * Cuts Python into words. Ends of lines inside brackets are not words, as in Python.
 * @throws LineMistake at a character or an open string that is not Python
 */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  let lineStart = 0;
  let depth = 0;
  const place = () => ({ line, column: at - lineStart + 1 });
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  const advance = (length: number) => {
    for (let i = at; i < at + length; i++) {
      if (text[i] !== "\n") continue;
      line++;
      lineStart = i + 1;
    }
    at += length;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      advance(space.length);
      continue;
    }
    const start = place();
    if (text[at] === "\n") {
      if (depth === 0) tokens.push({ kind: "newline", text: "\n", ...start });
      advance(1);
      continue;
    }
    const quoted = take(STRING);
    if (quoted !== null) {
      const { content, length } = stringAt(text, at, quoted, start);
      tokens.push({ kind: "string", text: content, ...start });
      advance(length);
      continue;
    }
    const name = take(NAME);
    const number = name ?? take(NUMBER);
    const word = number ?? take(MARK);
    if (word === null) {
      throw new LineMistake(
        start,
        `The character ${JSON.stringify(text[at])} does not belong in Python. Take it out.`,
      );
    }
    const kind = name !== null ? "name" : number !== null ? "number" : "mark";
    if (OPENING.has(word)) depth++;
    if (CLOSING.has(word)) depth = Math.max(0, depth - 1);
    tokens.push({ kind, text: word, ...start });
    advance(word.length);
  }
  tokens.push({ kind: "newline", text: "\n", ...place() });
  tokens.push({ kind: "end", text: "", ...place() });
  return tokens;
}

function stringAt(
  text: string,
  at: number,
  opening: string,
  place: LinePlace,
): { content: string; length: number } {
  const quote = opening.replace(/^[a-z]+/i, "");
  const from = at + opening.length;
  let end = from;
  while (end < text.length && !text.startsWith(quote, end)) {
    if (text[end] === "\n" && quote.length === 1) break;
    end += text[end] === "\\" ? 2 : 1;
  }
  if (!text.startsWith(quote, end)) {
    throw new LineMistake(
      place,
      `The text that starts here with ${quote} has no end. Close it with ${quote}.`,
    );
  }
  return {
    content: text.slice(from, end),
    length: end + quote.length - at,
  };
}
