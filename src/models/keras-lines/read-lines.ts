import { createDesign, type Design } from "#engine/graph/design/design.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import { parseStatements } from "./expressions.ts";
import { layerCall } from "./layer-call.ts";
import { INPUT, LayerList } from "./layer-list.ts";
import { LineMistake, type LinePlace } from "./line-mistake.ts";
import type { Expression, Statement } from "./syntax.ts";
import { Values } from "./values.ts";

export interface ReadLines {
  readonly design: Design;
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

type Call = Extract<Expression, { kind: "call" }>;

/**
 * Reads lines of Python that name Keras layers: `model.add(…)`, `Sequential([…])`, a bare list of layers, or the functional form
 * `x = Dense(10)(x)`. Nothing is run; other lines are left out with a note.
 * @param fallbackShape the input's shape where the lines do not say it
 * @throws LineMistake with the place and what was expected
 */
export function readKerasLines(text: string, fallbackShape: Shape): ReadLines {
  const reader = new LinesReader();
  parseStatements(text).forEach((statement) => reader.read(statement));
  return reader.finish(fallbackShape);
}

/** A class because layers, names and notes gather while the lines are read. */
class LinesReader {
  private name = "From Keras lines";
  private readonly list = new LayerList();
  private readonly values = new Values();
  /** Name in the lines → name of the layer whose value it is. */
  private readonly tensors = new Map<string, string>();

  read(statement: Statement): void {
    if (statement.kind === "skipped") return;
    const { value, targets } = statement;
    if (value.kind === "call") {
      const tensor = this.call(value, targets.length > 0);
      if (tensor !== null)
        targets.forEach((name) => this.tensors.set(name, tensor));
      return;
    }
    const held = this.values.hold(targets, value);
    if (held) return;
    if (
      value.kind === "list" &&
      value.items.every((item) => item.kind === "call")
    ) {
      value.items.forEach((item) => this.call(item as Call));
      return;
    }
    if (targets.length > 0) return this.leaveOut(statement, targets.join(", "));
    throw new LineMistake(
      statement,
      "Expected a layer such as Dense(10), model.add(…) or Sequential([…]).",
    );
  }

  finish(fallbackShape: Shape): ReadLines {
    if (this.list.layers.length === 0) {
      throw new LineMistake(
        { line: 1, column: 1 },
        'There is no layer in these lines. Paste lines such as model.add(Dense(10, activation="softmax")).',
      );
    }
    const shape = this.list.shapeOr(fallbackShape);
    return {
      design: createDesign(this.name, { name: INPUT, shape }, this.list.layers),
      notes: [...this.list.notes],
    };
  }

  /**
   * @param isAssigned what is kept under a name may be something else than a layer, such as an optimizer
   * @returns the layer whose value the call gives; null where it gives none
   */
  private call(call: Call, isAssigned = false): string | null {
    const { callee } = call;
    if (callee.kind === "call") return this.apply(callee, call);
    if (callee.kind !== "name")
      throw new LineMistake(
        call,
        "Expected the name of a layer before the bracket.",
      );
    const last = callee.path.at(-1) ?? "";
    if (last === "Sequential") return this.sequential(call);
    if (last === "Model" || last === "Functional") return this.model(call);
    if (last === "Input" || last === "InputLayer")
      return this.declareInput(call);
    if (
      last === "add" &&
      callee.path.length > 1 &&
      !callee.path.includes("layers")
    ) {
      const [layer] = call.arguments;
      if (layer?.value.kind !== "call")
        throw new LineMistake(
          layer ?? call,
          "Expected a layer in the brackets of add, such as Dense(10).",
        );
      return this.call(layer.value);
    }
    const layer = layerCall(call, last, this.values);
    if (layer !== null) {
      const isFunction = /^[a-z]/.test(last);
      return this.list.add(layer, isFunction ? this.merged(call) : null);
    }
    if (
      /^[A-Z]/.test(last) &&
      ((callee.path.length === 1 && !isAssigned) ||
        callee.path.includes("layers"))
    )
      throw this.unknownLayer(call, last);
    this.leaveOut(call, callee.path.join("."));
    return null;
  }

  /** `layers.add([x, y])` */
  private merged(call: Call): readonly string[] | null {
    const first = call.arguments[0]?.value;
    return first === undefined ? null : this.tensorsOf(first);
  }

  /** `Dense(10)(x)` */
  private apply(callee: Call, call: Call): string | null {
    const inputs = call.arguments[0];
    const name =
      callee.callee.kind === "name" ? (callee.callee.path.at(-1) ?? "") : "";
    const layer = layerCall(callee, name, this.values);
    if (layer === null) throw this.unknownLayer(callee, name);
    if (inputs === undefined)
      throw new LineMistake(
        call,
        `Expected the value that ${name} takes in the second brackets.`,
      );
    return this.list.add(layer, this.tensorsOf(inputs.value));
  }

  private tensorsOf(value: Expression): string[] {
    if (value.kind === "list")
      return value.items.flatMap((item) => this.tensorsOf(item));
    if (value.kind === "call") {
      const tensor = this.call(value);
      if (tensor !== null) return [tensor];
    }
    const name = value.kind === "name" ? value.path.join(".") : "";
    const tensor = this.tensors.get(name);
    if (tensor !== undefined) return [tensor];
    throw new LineMistake(
      value,
      `Expected the value of a layer in the lines above, but "${name}" is none.`,
    );
  }

  private sequential(call: Call): string | null {
    const name = call.arguments.find((argument) => argument.name === "name");
    if (name !== undefined) this.rename(this.values.of(name.value));
    const list = call.arguments.find(
      (argument) => argument.name === null || argument.name === "layers",
    )?.value;
    if (list === undefined) return null;
    if (list.kind !== "list")
      throw new LineMistake(
        list,
        "Expected a list of layers in square brackets.",
      );
    for (const item of list.items) {
      if (item.kind !== "call")
        throw new LineMistake(item, "Expected a layer such as Dense(10).");
      this.call(item);
    }
    return null;
  }

  /** `Model(inputs, outputs)`: the last layer named is the answer, so that nothing may stand behind it. */
  private model(call: Call): null {
    const name = call.arguments.find((argument) => argument.name === "name");
    if (name !== undefined) this.rename(this.values.of(name.value));
    const outputs =
      call.arguments.find((argument) => argument.name === "outputs") ??
      call.arguments.filter((argument) => argument.name === null)[1];
    if (outputs === undefined) return null;
    const [output, ...more] = this.tensorsOf(outputs.value);
    if (more.length > 0)
      throw new LineMistake(
        outputs,
        "A network here has one answer. Name one output.",
      );
    const end = this.list.layers.findIndex((layer) => layer.name === output);
    this.list.layers = this.list.layers.slice(0, end + 1);
    return null;
  }

  private rename(name: unknown): void {
    if (typeof name === "string" && name.trim() !== "") this.name = name;
  }

  private declareInput(call: Call): string {
    const [first] = call.arguments;
    const shape =
      call.arguments.find(
        ({ name }) => name !== null && name.endsWith("shape"),
      ) ?? (first?.name === null ? first : undefined);
    if (shape === undefined)
      throw new LineMistake(
        call,
        "Expected the shape of the input, such as Input(shape=(28, 28, 1)).",
      );
    this.list.takeShape(
      this.values.of(shape.value),
      shape,
      shape.name?.startsWith("batch") ?? false,
    );
    return INPUT;
  }

  private unknownLayer(place: LinePlace, name: string): LineMistake {
    return new LineMistake(
      place,
      `There is no layer "${name}" here. Expected one of Keras's, such as Conv2D, MaxPooling2D, Flatten, Dense, Dropout, Embedding, Conv1D.`,
    );
  }

  private leaveOut(place: LinePlace, what: string): void {
    this.list.notes.add(
      `Line ${place.line}, ${what}, says nothing about layers and is left out.`,
    );
  }
}
