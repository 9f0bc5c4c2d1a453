import type { Expression } from "./syntax.ts";
import { LineMistake } from "./line-mistake.ts";

/** What the lines know by name, such as `num_classes = 10`; a class because names gather while lines are read. */
export class Values {
  private readonly known = new Map<string, unknown>();

  /** Keeps a value under its names. @returns false where it is no value that is known here */
  hold(names: readonly string[], value: Expression): boolean {
    if (names.length === 0) return false;
    try {
      const result = this.of(value);
      names.forEach((name) => this.known.set(name, result));
      return true;
    } catch (error) {
      if (error instanceof LineMistake) return false;
      throw error;
    }
  }

  /**
   * The value of an expression: numbers, texts, lists, names that were given a value above; a dotted name such as `tf.nn.relu` is
   * its last part.
   * @throws LineMistake for an unknown name or a call
   */
  of(value: Expression): unknown {
    switch (value.kind) {
      case "literal":
        return value.value;
      case "list":
        return value.items.map((item) => this.of(item));
      case "name": {
        const name = value.path.join(".");
        if (this.known.has(name)) return this.known.get(name);
        if (value.path.length > 1) return value.path.at(-1);
        throw new LineMistake(
          value,
          `"${name}" has no value in these lines. Write the value itself, or a line ${name} = … above.`,
        );
      }
      case "arithmetic":
        return this.calculated(value);
      case "call":
        throw new LineMistake(
          value,
          "Expected a number, a text or a list, but there is a call. Write the value itself.",
        );
    }
  }

  private calculated(
    value: Extract<Expression, { kind: "arithmetic" }>,
  ): number {
    const left = this.of(value.left);
    const right = this.of(value.right);
    if (typeof left !== "number" || typeof right !== "number") {
      throw new LineMistake(
        value,
        `Expected numbers on both sides of "${value.sign}".`,
      );
    }
    switch (value.sign) {
      case "+":
        return left + right;
      case "-":
        return left - right;
      case "*":
        return left * right;
      case "/":
        return left / right;
      case "//":
        return Math.floor(left / right);
      case "%":
        return ((left % right) + right) % right;
      default:
        return left ** right;
    }
  }
}
