import { StudioError } from "#engine/base/errors.ts";
import { designNodes, type Design } from "./design.ts";
import { editDesign } from "./edit-design.ts";

/**
 * The layer whose units are the classes: the last one, or the one that the last activation takes. Null where there is none, so
 * that the network cannot answer for any number of classes.
 */
function answerLayer(design: Design): string | null {
  const nodes = designNodes(design);
  const last = nodes.at(-1);
  const scores =
    last?.op === "activation"
      ? nodes.find(({ name }) => name === last.inputs[0])
      : last;
  return scores?.op === "dense" || scores?.op === "euclideanRbf"
    ? scores.name
    : null;
}

/**
 * The design with as many answers as there are classes.
 * @param classes at least 2
 * @throws StudioError `design/no-answer` where it does not end in a layer that has units
 */
export function withClassCount(design: Design, classes: number): Design {
  const layer = answerLayer(design);
  if (layer === null) {
    throw new StudioError(
      "design/no-answer",
      `The design "${design.name}" must end in a dense layer with softmax, whose units become the ${classes} classes. Add one at its end.`,
    );
  }
  return editDesign(design, {
    kind: "attributes",
    layer,
    attributes: { units: classes },
  });
}
