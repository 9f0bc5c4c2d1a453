import { describe, expect, it } from "vitest";

import { fuzzyGraph } from "#engine/curation/fuzzy-graph.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { suggestLabels } from "#engine/curation/suggest-labels.ts";
import { trayOrder, uncertainties } from "#engine/curation/tray-order.ts";
import { UNCONTROLLED } from "#engine/training/control.ts";
import { drawnEmbeddings } from "#test/helpers/drawn-embeddings.ts";

const COUNT = 120;
const embeddings = drawnEmbeddings(COUNT, { clouds: 6, spread: 0.2 });
const graph = fuzzyGraph(await nearestNeighbours(embeddings, { k: 10 }));
const nothingKnown = () => new Float32Array(COUNT).fill(1);

describe("trayOrder", () => {
  it("takes one of each kind first when nothing is known", () => {
    const order = trayOrder({
      graph,
      isLabelled: new Uint8Array(COUNT),
      uncertainty: nothingKnown(),
      limit: COUNT,
    });
    const first = order.slice(0, 6).map(({ row }) => embeddings.clouds[row]);
    expect(new Set(first).size).toBe(6);
    expect(new Set(order.map(({ row }) => row)).size).toBe(COUNT);
    const gains = order.map(({ gain }) => gain);
    expect(gains).toEqual(gains.toSorted((a, b) => b - a));
  });

  it("leaves a kind that has labels for later, and never names a labelled picture", () => {
    const isLabelled = Uint8Array.from(embeddings.clouds, (cloud) =>
      cloud === 2 ? 1 : 0,
    );
    isLabelled[2] = 0;
    const order = trayOrder({
      graph,
      isLabelled,
      uncertainty: nothingKnown(),
      limit: COUNT,
    }).map(({ row }) => row);
    expect(order.filter((row) => isLabelled[row] === 1)).toEqual([]);
    const first = order.slice(0, 5).map((row) => embeddings.clouds[row]);
    expect(first.toSorted()).toEqual([0, 1, 3, 4, 5]);
  });

  it("turns to what is uncertain", () => {
    const order = trayOrder({
      graph,
      isLabelled: new Uint8Array(COUNT),
      uncertainty: Float32Array.from(embeddings.clouds, (cloud) =>
        cloud === 4 ? 1 : 0.01,
      ),
      limit: 3,
    });
    expect(order.map(({ row }) => embeddings.clouds[row])).toEqual([4, 4, 4]);
  });
});

describe("trayOrder that alternates", () => {
  it("gives every second place to the most uncertain, and names each picture once", () => {
    const uncertainty = Float32Array.from({ length: COUNT }, (_, row) =>
      row >= 100 ? row / COUNT : 0.1,
    );
    const isLabelled = new Uint8Array(COUNT);
    isLabelled[119] = 1;
    const order = trayOrder({
      graph,
      isLabelled,
      uncertainty,
      limit: COUNT,
      alternates: true,
    }).map(({ row }) => row);
    expect(new Set(order).size).toBe(COUNT - 1);
    const best = order[0] === 118 ? 117 : 118;
    expect(order[1]).toBe(best);
    expect(order).not.toContain(119);
  });
});

describe("uncertainties", () => {
  it("is 1 where two classes are level and 0 where one is certain", () => {
    const [level, certain, half] = uncertainties(
      Float32Array.of(0.4, 0.4, 0.2, 1, 0, 0, 0.6, 0.1, 0.3),
      3,
    );
    expect(level).toBeCloseTo(1);
    expect(certain).toBe(0);
    expect(half).toBeCloseTo(Math.sqrt(0.7));
  });
});

describe("suggestLabels", () => {
  it("says of others what their neighbours are called", async () => {
    const labelled = Int32Array.from({ length: 18 }, (_, row) => row);
    const rest = Int32Array.from({ length: COUNT - 18 }, (_, i) => i + 18);
    const probabilities = await suggestLabels(
      embeddings,
      labelled,
      embeddings.clouds.slice(0, 18),
      6,
      rest,
      UNCONTROLLED,
    );
    const right = Array.from(rest).filter((row, i) => {
      const own = probabilities.subarray(i * 6, (i + 1) * 6);
      return own.indexOf(Math.max(...own)) === embeddings.clouds[row];
    });
    expect(right.length / rest.length).toBeGreaterThan(0.95);
  });
});
