import { LineMistake, type LinePlace } from "./line-mistake.ts";
import type { Argument, Expression, Statement } from "./syntax.ts";
import { tokenize, type Token } from "./tokens.ts";

const SKIPPED = new Set(["import", "from", "print", "assert", "del", "pass"]);
const COMPOUND = new Set([
  "def",
  "class",
  "for",
  "while",
  "if",
  "elif",
  "else",
  "with",
  "try",
  "return",
  "lambda",
  "async",
]);

/**
 * Parses lines of Python into statements; nothing is run.
 * @throws LineMistake saying what was expected where
 */
export function parseStatements(text: string): Statement[] {
  return new Parser(tokenize(text)).statements();
}

/** A class because the place in the words is state. */
class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  statements(): Statement[] {
    const found: Statement[] = [];
    while (this.current.kind !== "end") {
      if (
        this.current.kind === "newline" ||
        this.takes(";") ||
        this.takes(",")
      ) {
        if (this.current.kind === "newline") this.at++;
        continue;
      }
      found.push(this.statement());
    }
    return found;
  }

  private statement(): Statement {
    const { kind, text, line, column } = this.current;
    if (kind === "name" && COMPOUND.has(text)) {
      throw new LineMistake(
        this.current,
        `"${text}" cannot be read here: only plain lines with layers can. Write the layers out one by one.`,
      );
    }
    if (kind === "name" && SKIPPED.has(text)) {
      this.skipLine();
      return { kind: "skipped", word: text, line, column };
    }
    const targets: string[] = [];
    let value = this.tuple();
    while (this.takes("=")) {
      targets.push(targetName(value));
      value = this.tuple();
    }
    this.endOfStatement();
    return { kind: "expression", targets, value, line, column };
  }

  private endOfStatement(): void {
    if (this.current.kind === "newline" || this.is(";") || this.is(",")) return;
    throw this.expected("the end of the line");
  }

  /** A line that is passed over, with all that its brackets hold. */
  private skipLine(): void {
    while (!["newline", "end"].includes(this.current.kind)) this.at++;
  }

  /** `a, b` without brackets, as on the left of `=`. */
  private tuple(): Expression {
    const first = this.sum();
    if (!this.isTupleGoingOn()) return first;
    const items = [first];
    while (this.isTupleGoingOn() && this.takes(",")) items.push(this.sum());
    return { kind: "list", items, line: first.line, column: first.column };
  }

  /** A comma at the end of a line separates layers that were copied out of a list. */
  private isTupleGoingOn(): boolean {
    const next = this.tokens[this.at + 1];
    return this.is(",") && next?.kind !== "newline" && next?.kind !== "end";
  }

  private sum(): Expression {
    return this.binary(["+", "-"], () => this.product());
  }

  private product(): Expression {
    return this.binary(["*", "/", "//", "%"], () => this.power());
  }

  private power(): Expression {
    return this.binary(["**"], () => this.factor());
  }

  private binary(
    signs: readonly string[],
    operand: () => Expression,
  ): Expression {
    let left = operand();
    while (signs.some((sign) => this.is(sign))) {
      const { text: sign, line, column } = this.current;
      this.at++;
      left = { kind: "arithmetic", sign, left, right: operand(), line, column };
    }
    return left;
  }

  private factor(): Expression {
    if (this.depth >= DEEPEST)
      throw this.expected("fewer brackets in brackets");
    this.depth++;
    const factor = this.signed();
    this.depth--;
    return factor;
  }

  private signed(): Expression {
    const { line, column } = this.current;
    if (this.takes("-")) {
      const zero = { kind: "literal", value: 0, line, column } as const;
      return {
        kind: "arithmetic",
        sign: "-",
        left: zero,
        right: this.factor(),
        line,
        column,
      };
    }
    if (this.takes("+")) return this.factor();
    return this.called(this.atom());
  }

  private called(callee: Expression): Expression {
    let value = callee;
    for (;;) {
      const { line, column } = callee;
      if (this.takes("(")) {
        value = {
          kind: "call",
          callee: value,
          arguments: this.argumentList(),
          line,
          column,
        };
      } else if (this.is("[")) {
        this.skipBrackets();
      } else if (this.is(".")) {
        // What is called on a result, such as Sequential([...]).summary(), says nothing about layers.
        this.at += 2;
        if (this.is("(")) this.skipBrackets();
      } else {
        return value;
      }
    }
  }

  private argumentList(): Argument[] {
    const found: Argument[] = [];
    while (!this.takes(")")) {
      const { line, column, kind, text } = this.current;
      const isNamed =
        kind === "name" &&
        this.tokens[this.at + 1]?.text === "=" &&
        this.tokens[this.at + 1]?.kind === "mark";
      if (isNamed) this.at += 2;
      found.push({
        name: isNamed ? text : null,
        value: this.sum(),
        line,
        column,
      });
      if (!this.takes(",") && !this.is(")")) throw this.expected('"," or ")"');
    }
    return found;
  }

  private atom(): Expression {
    const { kind, text, line, column } = this.current;
    const place = { line, column };
    if (kind === "number") {
      this.at++;
      return {
        kind: "literal",
        value: Number(text.replaceAll("_", "")),
        ...place,
      };
    }
    if (kind === "string")
      return { kind: "literal", value: this.joinedStrings(), ...place };
    if (kind === "name") return this.name(place);
    if (this.takes("(")) return this.bracketed(")", place);
    if (this.takes("[")) return this.bracketed("]", place);
    if (this.is("{")) {
      this.skipBrackets();
      return { kind: "literal", value: null, ...place };
    }
    throw this.expected("a layer or a value");
  }

  private joinedStrings(): string {
    let joined = "";
    while (this.current.kind === "string") {
      joined += this.current.text;
      this.at++;
    }
    return joined;
  }

  private name(place: LinePlace): Expression {
    const path = [this.current.text];
    this.at++;
    while (this.takes(".")) {
      if (this.current.kind !== "name")
        throw this.expected("a name after the dot");
      path.push(this.current.text);
      this.at++;
    }
    const [only = ""] = path;
    if (path.length === 1 && Object.hasOwn(CONSTANTS, only)) {
      return { kind: "literal", value: CONSTANTS[only] ?? null, ...place };
    }
    return { kind: "name", path, ...place };
  }

  /** A list, a tuple, or one expression in round brackets. */
  private bracketed(closing: string, place: LinePlace): Expression {
    const items: Expression[] = [];
    let hasComma = false;
    while (!this.takes(closing)) {
      items.push(this.sum());
      if (this.takes(",")) hasComma = true;
      else if (!this.is(closing)) throw this.expected(`"," or "${closing}"`);
    }
    const [only] = items;
    return closing === ")" &&
      items.length === 1 &&
      !hasComma &&
      only !== undefined
      ? only
      : { kind: "list", items, ...place };
  }

  private get current(): Token {
    return this.tokens[Math.min(this.at, this.tokens.length - 1)] as Token;
  }

  private is(mark: string): boolean {
    return this.current.kind === "mark" && this.current.text === mark;
  }

  private takes(mark: string): boolean {
    if (!this.is(mark)) return false;
    this.at++;
    return true;
  }

  /** Over brackets and what they hold, when what they hold says nothing about layers. */
  private skipBrackets(): void {
    let depth = 0;
    do {
      if (this.current.kind === "end") throw this.expected("a closing bracket");
      if (["(", "[", "{"].some((mark) => this.is(mark))) depth++;
      if ([")", "]", "}"].some((mark) => this.is(mark))) depth--;
      this.at++;
    } while (depth > 0);
  }

  private expected(what: string): LineMistake {
    const { kind, text } = this.current;
    const found =
      kind === "end"
        ? "the lines end"
        : kind === "newline"
          ? "the line ends"
          : `there is "${text}"`;
    return new LineMistake(this.current, `Expected ${what}, but ${found}.`);
  }
}

/** Brackets in brackets; what is deeper was not written by a person. */
const DEEPEST = 100;

const CONSTANTS: Readonly<Record<string, boolean | null>> = {
  True: true,
  False: false,
  None: null,
};

/** Of `(x_train, y_train)` the names are not needed. */
function targetName(target: Expression): string {
  return target.kind === "name" ? target.path.join(".") : "";
}
