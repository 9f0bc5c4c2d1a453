import { describe, expect, it } from "vitest";
import { weightSpecs } from "#engine/graph/weights.ts";
import {
  buildModel,
  MODEL_CATALOG,
  modelEntry,
} from "#engine/models/catalog.ts";
import { kerasLayerOrder } from "#engine/models/weights/keras-layer-order.ts";
import { KERAS_FILES } from "#test/helpers/keras-files.ts";

const ORDERS = Object.entries(KERAS_FILES.expected.applicationOrders);

describe("kerasLayerOrder", () => {
  it.each(ORDERS)("lists the layers of %s as Keras does", (name, order) => {
    const id = Object.keys(MODEL_CATALOG).find(
      (key) => modelEntry(key).kerasApplication === name,
    );
    const graph = buildModel(id ?? "");
    const weighted = new Set(weightSpecs(graph).map((spec) => spec.layer));
    const own = kerasLayerOrder(graph).filter((layer) => weighted.has(layer));
    expect(own).toEqual(order.split(" "));
  });
});
