import type { Padding } from "#engine/graph/layer-graph.ts";
import { unsupportedForm } from "#engine/models/weights/operations/unsupported.ts";
import type { Borders } from "#engine/models/weights/operations/windows.ts";
import {
  text,
  wholes,
  type TensorflowOperation,
} from "./tensorflow-operation.ts";

/** `SAME`, `VALID`, or `EXPLICIT` with pairs for batch, height, width and channels. */
export function paddingOf(operation: TensorflowOperation): Padding | Borders {
  const padding = text(operation, "padding");
  switch (padding) {
    case "SAME":
      return "same";
    case "VALID":
      return "valid";
    case "EXPLICIT": {
      const [, , top = 0, bottom = 0, left = 0, right = 0] = wholes(
        operation,
        "explicit_paddings",
      );
      return [
        [top, bottom],
        [left, right],
      ];
    }
    default:
      throw unsupportedForm(operation, `its padding is "${padding}"`);
  }
}
