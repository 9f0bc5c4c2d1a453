import { StudioError } from "#engine/base/errors.ts";
import { createDesign, type DesignLayer } from "#engine/graph/design/design.ts";
import { freeName } from "#engine/graph/design/edit-design.ts";
import type { Shape } from "#engine/graph/shapes.ts";
import {
  translateKerasLayer,
  type Translation,
} from "#engine/models/weights/keras-ops.ts";
import type { LayerCall } from "./layer-call.ts";
import { LineMistake, type LinePlace } from "./line-mistake.ts";

/** Name of the network's input. */
export const INPUT = "input";

/** Steps of a sequence where neither the lines nor the design say how many there are. */
const USUAL_LENGTH = 100;

/** The layers of the lines so far; a class because they gather. */
export class LayerList {
  readonly notes = new Set<string>();
  layers: DesignLayer[] = [];
  private inputShape: Shape | null = null;
  private isSequence = false;
  /** The value that the next layer takes. */
  private current = INPUT;

  /** The input's shape as the lines say it, or the one given with a note. */
  shapeOr(fallbackShape: Shape): Shape {
    if (this.inputShape !== null) return this.inputShape;
    const fits = !this.isSequence || fallbackShape.length === 1;
    const shape = fits ? fallbackShape : [USUAL_LENGTH];
    this.notes.add(
      `The lines do not say the input's shape; [${shape.join(", ")}] is taken.`,
    );
    return shape;
  }

  /** Takes the input's shape over, before the first layer. @throws LineMistake */
  takeShape(value: unknown, place: LinePlace, hasBatch: boolean): void {
    const list = Array.isArray(value) ? value : [value];
    const shape = hasBatch ? list.slice(1) : list;
    if (
      shape.length < 1 ||
      shape.length > 3 ||
      !shape.every(
        (extent) => Number.isInteger(extent) && (extent as number) > 0,
      )
    ) {
      throw new LineMistake(
        place,
        `Expected a shape such as (28, 28, 1) or (100,), fixed whole numbers. Received: ${JSON.stringify(value)}.`,
      );
    }
    // Only the first layer's shape is the network's: Keras ignores that of later ones.
    if (this.layers.length === 0) this.inputShape = shape as number[];
  }

  /**
   * Appends the layer of a call.
   * @param inputs null: the value before it
   * @returns the name of its value
   */
  add(call: LayerCall, inputs: readonly string[] | null): string {
    const { className, config, place } = call;
    for (const left of call.leftOut)
      this.notes.add(`${left} is left out: a design does not keep it.`);
    if (call.inputShape !== null)
      this.takeShape(
        call.inputShape.value,
        call.inputShape,
        call.inputShape.hasBatch,
      );
    const feeds = inputs ?? [this.current];
    const translation = this.translated(call, feeds);
    if (translation === "identity") {
      this.notes.add(
        `${className} in line ${place.line} changes nothing and is left out.`,
      );
      this.current = feeds[0] ?? INPUT;
      return this.current;
    }
    if (translation.op === "embedding" && this.layers.length === 0)
      this.isSequence = true;
    const before = this.layers.at(-1)?.name ?? INPUT;
    const isPlain = feeds.length === 1 && feeds[0] === before;
    const name = this.nameOf(config["name"], translation.op, place);
    const layer = {
      name,
      ...translation,
      ...(isPlain ? {} : { inputs: feeds }),
    };
    this.layers.push(layer as DesignLayer);
    this.current = name;
    return name;
  }

  private nameOf(
    given: unknown,
    op: Exclude<Translation, "identity">["op"],
    place: LinePlace,
  ): string {
    const design = createDesign("", { name: INPUT, shape: [] }, this.layers);
    if (typeof given !== "string" || given === "") return freeName(design, op);
    if (given === INPUT || this.layers.some((layer) => layer.name === given))
      throw new LineMistake(
        place,
        `The name "${given}" is there twice. Give each layer a name of its own.`,
      );
    return given;
  }

  private translated(
    { className, config, place }: LayerCall,
    inputs: readonly string[],
  ): Translation {
    if (className === "Reshape") return reshape(config["target_shape"], place);
    try {
      return translateKerasLayer({
        className,
        name: className,
        config,
        inputs,
      });
    } catch (cause) {
      if (!(cause instanceof StudioError)) throw cause;
      const why = cause.message
        .replace(/^.*?cannot be used here: /, "")
        .replace(/ Use a model without this layer\.$/, "");
      throw new LineMistake(place, `${className} cannot be read: ${why}`, {
        cause,
      });
    }
  }
}

function reshape(target: unknown, place: LinePlace): Translation {
  const isShape =
    Array.isArray(target) &&
    target.length > 0 &&
    target.every((extent) => Number.isInteger(extent));
  if (!isShape)
    throw new LineMistake(
      place,
      `Reshape needs a target shape such as (7, 7, 64). Received: ${JSON.stringify(target)}.`,
    );
  return target.length === 1
    ? { op: "flatten", attributes: {} }
    : { op: "reshape", attributes: { targetShape: target as number[] } };
}
