import type { LinePlace } from "./line-mistake.ts";

/** An expression of Python, as far as lines of layers need it. */
export type Expression = LinePlace &
  (
    | {
        readonly kind: "literal";
        readonly value: number | string | boolean | null;
      }
    | { readonly kind: "list"; readonly items: readonly Expression[] }
    /** `keras.layers.Dense` */
    | { readonly kind: "name"; readonly path: readonly string[] }
    /** The callee may itself be a call: `Dense(10)(x)`. */
    | {
        readonly kind: "call";
        readonly callee: Expression;
        readonly arguments: readonly Argument[];
      }
    | {
        readonly kind: "arithmetic";
        readonly sign: string;
        readonly left: Expression;
        readonly right: Expression;
      }
  );

export interface Argument extends LinePlace {
  /** Null where it is given by its place. */
  readonly name: string | null;
  readonly value: Expression;
}

/** One statement: an expression, perhaps kept under names; `skipped`: of a kind that says nothing about layers. */
export type Statement = LinePlace &
  (
    | {
        readonly kind: "expression";
        readonly targets: readonly string[];
        readonly value: Expression;
      }
    | { readonly kind: "skipped"; readonly word: string }
  );
