import type { Expression } from "./syntax.ts";
import { LineMistake, type LinePlace } from "./line-mistake.ts";
import {
  INPUT_ARGUMENTS,
  isLeftOut,
  LAYER_ALIASES,
  LAYER_SIGNATURES,
} from "./signatures.ts";
import type { Values } from "./values.ts";

/** A call of a layer's class, with its arguments under the names of Keras's configuration. */
export interface LayerCall {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly place: LinePlace;
  readonly inputShape:
    | (LinePlace & { readonly value: unknown; readonly hasBatch: boolean })
    | null;
  /** Arguments that were given and are not kept. */
  readonly leftOut: readonly string[];
}

/**
 * Reads the call of a layer.
 * @param name as written, without `keras.layers.`
 * @returns null where there is no such layer
 * @throws LineMistake for an argument that the layer does not take
 */
export function layerCall(
  call: Extract<Expression, { kind: "call" }>,
  name: string,
  values: Values,
): LayerCall | null {
  const className = LAYER_ALIASES[name] ?? name;
  const signature = Object.hasOwn(LAYER_SIGNATURES, className)
    ? LAYER_SIGNATURES[className]
    : undefined;
  if (signature === undefined) return null;
  // The values that a merging function takes are no arguments of its layer.
  const isFunction = name !== className && /^[a-z]/.test(name);
  const given = isFunction ? call.arguments.slice(1) : call.arguments;
  const config: Record<string, unknown> = {};
  const leftOut: string[] = [];
  let inputShape: LayerCall["inputShape"] = null;
  given.forEach((argument, index) => {
    const key = argument.name ?? signature[index];
    if (key === undefined) {
      throw new LineMistake(
        argument,
        `${className} takes at most ${signature.length} values by place. Received one more; name it.`,
      );
    }
    const isShape =
      (INPUT_ARGUMENTS as readonly string[]).includes(key) ||
      (key === "input_dim" && className !== "Embedding");
    if (isShape) {
      inputShape = {
        value: values.of(argument.value),
        hasBatch: key.startsWith("batch"),
        line: argument.line,
        column: argument.column,
      };
    } else if (signature.includes(key) || key === "name") {
      config[key] = values.of(argument.value);
    } else if (isLeftOut(key)) {
      leftOut.push(key);
    } else {
      throw new LineMistake(
        argument,
        `${className} has no argument "${key}". It takes ${[...signature, "name"].join(", ")}.`,
      );
    }
  });
  const { line, column } = call;
  return { className, config, place: { line, column }, inputShape, leftOut };
}
