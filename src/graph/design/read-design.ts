import { z } from "zod";

import { DesignSchema, type DesignDocument } from "#api/designs.ts";
import { StudioError } from "#engine/base/errors.ts";
import type { LayerOp } from "#engine/graph/layer-graph.ts";
import type { Design, DesignLayer } from "./design.ts";
import { fieldsOf, LAYER_FIELDS, type LayerField } from "./layer-fields.ts";

/**
 * Reads a design from parsed JSON. What is checked is its form: whether its layers fit together says `diagnose`.
 * @throws StudioError `design/not-a-design`, `design/newer-version`, `design/unknown-op`, `design/bad-attribute`,
 *   `design/duplicate-name`, `design/unknown-input`, naming the layer
 */
export function readDesign(value: unknown): Design {
  checkVersion(value);
  const parsed = DesignSchema.safeParse(value);
  if (!parsed.success) throw notADesign(parsed.error);
  const document = parsed.data;
  const layers = document.layers.map(readLayer);
  checkConnections(document);
  return { ...document, layers };
}

/** The text of a design file. @throws StudioError as `readDesign`; `design/not-json` */
export function parseDesign(text: string): Design {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new StudioError(
      "design/not-json",
      `A design file is JSON. This is not: ${String((cause as Error).message)}. Choose a file that the designer saved.`,
      { cause },
    );
  }
  return readDesign(value);
}

/** A design as the text of a file: a layer a line, for people and for version control. */
export function writeDesign(design: Design): string {
  const { layers, ...head } = design;
  const lines = layers.map((layer) => `    ${JSON.stringify(layer)}`);
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  return `${start},\n  "layers": [\n${lines.join(",\n")}\n  ]\n}\n`;
}

function checkVersion(value: unknown): void {
  const version = z
    .object({ format: z.literal("convolve-design"), formatVersion: z.number() })
    .safeParse(value);
  if (version.success && version.data.formatVersion > 1) {
    throw new StudioError(
      "design/newer-version",
      `This design has the format version ${version.data.formatVersion}; this program reads version 1. Use a newer Convolve.`,
    );
  }
}

function notADesign(error: z.ZodError): StudioError {
  const issue = error.issues[0];
  const place = issue?.path.join(".") ?? "";
  const where = place === "" ? "" : ` at "${place}"`;
  return new StudioError(
    "design/not-a-design",
    `A design has the format "convolve-design", version 1, a name, an input with its shape, and layers. This one is wrong${where}: ${issue?.message ?? "unreadable"}. Choose a file that the designer saved.`,
    { cause: error },
  );
}

function readLayer(
  layer: DesignDocument["layers"][number],
  index: number,
): DesignLayer {
  const { name, op, attributes } = layer;
  if (!Object.hasOwn(LAYER_FIELDS, op)) {
    throw new StudioError(
      "design/unknown-op",
      `Layer ${index + 1}, "${name}", has the op "${op}", which there is not. The ops are ${Object.keys(LAYER_FIELDS).join(", ")}.`,
    );
  }
  const fields = new Map(fieldsOf(op as LayerOp));
  for (const [key, value] of Object.entries(attributes)) {
    const field = fields.get(key);
    if (field === undefined) {
      const known = [...fields.keys()].join(", ") || "none";
      throw badAttribute(layer, key, `is not one of its attributes: ${known}`);
    }
    const wanted = wantedInstead(field, value);
    if (wanted !== null) {
      throw badAttribute(
        layer,
        key,
        `must be ${wanted}. Received: ${JSON.stringify(value)}`,
      );
    }
  }
  for (const key of Object.keys(LAYER_FIELDS[op as LayerOp].initial)) {
    if (attributes[key] === undefined && isRequired(op as LayerOp, key))
      throw badAttribute(layer, key, "is missing");
  }
  return layer as DesignLayer;
}

/** Attributes without a default of Keras's, where a new layer of the op is given one. */
const REQUIRED: ReadonlySet<string> = new Set([
  "filters",
  "kernelSize",
  "units",
  "rate",
  "targetShape",
  "inputDim",
  "outputDim",
  "cropping",
  "channels",
  "scale",
]);

function isRequired(op: LayerOp, key: string): boolean {
  if (key === "activation") return op === "activation";
  if (key === "padding") return op.includes("Padd") || op === "padChannels";
  return REQUIRED.has(key);
}

function badAttribute(
  layer: { readonly name: string; readonly op: string },
  key: string,
  what: string,
): StudioError {
  return new StudioError(
    "design/bad-attribute",
    `The attribute "${key}" of layer "${layer.name}" (${layer.op}) ${what}.`,
  );
}

/** Null where the value is of the field's kind, else what it must be. */
function wantedInstead(field: LayerField, value: unknown): string | null {
  switch (field.kind) {
    case "count": {
      const least = field.least ?? 1;
      return isWhole(value, least)
        ? null
        : `a whole number of at least ${least}`;
    }
    case "pair":
      return isWhole(value, 1) || isList(value, 1, 2)
        ? null
        : "one or two whole numbers of at least 1";
    case "number": {
      const { least = -Infinity, below = Infinity } = field;
      return isNumber(value) && value >= least && value < below
        ? null
        : `a number${least === -Infinity ? "" : ` from ${least}`}${below === Infinity ? "" : `, less than ${below}`}`;
    }
    case "flag":
      return typeof value === "boolean" ? null : "true or false";
    case "choice":
      return field.options.includes(value as string)
        ? null
        : `one of ${field.options.join(", ")}`;
    case "counts":
      return isList(value, field.least ?? 1, field.length)
        ? null
        : `a list of ${field.length === 2 ? "two " : ""}whole numbers`;
    case "borders":
      return Array.isArray(value) &&
        value.length === 2 &&
        value.every((ends) => isList(ends, 0, 2))
        ? null
        : "[[top, bottom], [left, right]], whole numbers";
    case "numbers":
      return isNumber(value) ||
        (Array.isArray(value) && value.length > 0 && value.every(isNumber))
        ? null
        : "a number or a list of numbers";
  }
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}

function isList(value: unknown, least: number, length?: number): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    (length === undefined || value.length === length) &&
    value.every((item) => isWhole(item, least))
  );
}

function checkConnections({ input, layers }: DesignDocument): void {
  const earlier = new Set([input.name]);
  for (const { name, inputs = [] } of layers) {
    if (earlier.has(name)) {
      throw new StudioError(
        "design/duplicate-name",
        `The name "${name}" is there twice. Each layer needs a name of its own; rename one.`,
      );
    }
    const unknown = inputs.find((from) => !earlier.has(from));
    if (unknown !== undefined) {
      throw new StudioError(
        "design/unknown-input",
        `Layer "${name}" is fed by "${unknown}", which is no layer before it. Correct the name or the order.`,
      );
    }
    earlier.add(name);
  }
}
