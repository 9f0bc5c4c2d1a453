import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import type { CheckFacts } from "#engine/curation/check.ts";
import { likelyWrongLabels } from "#engine/curation/checks/likely-wrong-labels.ts";
import { outliers } from "#engine/curation/checks/outliers.ts";
import type { Embeddings } from "#engine/curation/embeddings.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { drawnEmbeddings } from "#test/helpers/drawn-embeddings.ts";

const CLASSES = [
  { id: 10, name: "ant" },
  { id: 20, name: "bee" },
  { id: 30, name: "cat" },
];

/** What these two checks look at; the measures of the files are not among it. */
function factsOf(facts: {
  readonly classIds?: Int32Array;
  readonly sides?: Uint8Array;
  readonly embeddings?: Embeddings;
  readonly neighbours?: CheckFacts["neighbours"];
  readonly probabilities?: CheckFacts["probabilities"];
}): CheckFacts {
  const count = facts.classIds?.length ?? 0;
  return {
    classes: CLASSES,
    pictures: {
      count,
      imageIds: Int32Array.from({ length: count }, (_, row) => row + 1),
      classIds: facts.classIds,
      sides: facts.sides ?? new Uint8Array(count).fill(1),
    },
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...facts,
  } as unknown as CheckFacts;
}

describe("likelyWrongLabels", () => {
  const random = createRandom("wrong labels");
  const truth = Int32Array.from({ length: 90 }, (_, row) => row % 3);
  const wrong = [4, 31, 62];
  const labels = truth.map((label, row) =>
    wrong.includes(row) ? (label + 1) % 3 : label,
  );
  const judged = (sure: number) => ({
    imageIds: Int32Array.from(labels, (_, row) => 1000 + row),
    classIds: CLASSES.map(({ id }) => id),
    labels,
    networks: ["Net"],
    probabilities: Float32Array.from({ length: 270 }, (_, i) => {
      const rest = (1 - sure) / 2;
      const noise = random.uniform(-0.01, 0.01);
      return i % 3 === truth[Math.floor(i / 3)] ? sure + noise : rest - noise;
    }),
  });

  it("names the wrong ones with the class that they probably are, resting on their label", async () => {
    const { findings, remarks } = await likelyWrongLabels.run(
      factsOf({ probabilities: judged(0.94) }),
    );
    const found = findings.toSorted((a, b) => a.imageId - b.imageId);
    expect(found.map(({ imageId }) => imageId)).toEqual([1004, 1031, 1062]);
    const [first] = found;
    expect(first).toMatchObject({ classId: 30, otherImageId: null });
    expect(first!.details.suggestedClassId).toBe(20);
    expect(first!.details.sureness).toBe("likely");
    expect(first!.details.message).toMatch(/“bee” \(9\d %\).*“cat” \(\d %\)/);
    expect(remarks).toEqual([]);
  });

  /** Pictures in three clouds; the label of 6 is wrong, and the heads are wrong of 9 to 14. */
  it("hears the neighbours, of whom the picture itself is none", async () => {
    const drawn = drawnEmbeddings(90, { clouds: 3, spread: 0.3 });
    const given = drawn.clouds.map((cloud) => cloud);
    given[5] = (given[5]! + 1) % 3;
    const said = drawn.clouds.map((cloud, row) =>
      row >= 8 && row < 14 ? (cloud + 1) % 3 : cloud,
    );
    const clouds = {
      ...judged(0.94),
      imageIds: drawn.imageIds,
      labels: given,
      probabilities: Float32Array.from({ length: 270 }, (_, i) =>
        i % 3 === said[Math.floor(i / 3)] ? 0.94 : 0.03,
      ),
    };
    const neighbours = await nearestNeighbours(drawn, { k: 20 });
    const found = async (facts: Parameters<typeof factsOf>[0]) => {
      const { findings } = await likelyWrongLabels.run(factsOf(facts));
      return findings.map(({ imageId }) => imageId);
    };
    const alone = await found({ probabilities: clouds });
    expect(alone).toContain(drawn.imageIds[5]);
    expect(alone).toContain(drawn.imageIds[8]);
    expect(
      await found({ probabilities: clouds, embeddings: drawn, neighbours }),
    ).toEqual([drawn.imageIds[5]]);
  });

  it("cuts where a trial with changed labels was right in a third of the cases, and tells of it", async () => {
    // Of 300 labels 15 were changed; heads give them away, but call 60 right ones doubtful by a smaller margin.
    const right = Int32Array.from({ length: 300 }, (_, row) => row % 3);
    const isPlanted = Uint8Array.from(right, (_, row) =>
      row % 20 === 0 ? 1 : 0,
    );
    const changed = right.map((label, row) =>
      isPlanted[row] === 1 ? (label + 1) % 3 : label,
    );
    const heads = (given: Int32Array, confused: number) =>
      Float32Array.from({ length: 900 }, (_, i) => {
        const row = Math.floor(i / 3);
        const isConfused = row % 5 === 2;
        const said = isConfused ? (given[row]! + 2) % 3 : right[row];
        const sure = isConfused ? confused : 0.97;
        return i % 3 === said ? sure : (1 - sure) / 2;
      });
    const facts = (confused: number) =>
      factsOf({
        probabilities: {
          imageIds: Int32Array.from({ length: 300 }, (_, row) => row),
          classIds: CLASSES.map(({ id }) => id),
          labels: right,
          networks: ["Net"],
          probabilities: heads(right, confused),
          trial: {
            labels: changed,
            isPlanted,
            probabilities: heads(changed, confused),
          },
        },
      });
    const strict = await likelyWrongLabels.run(facts(0.9));
    expect(strict).toEqual({ findings: [], remarks: [] });
    const hopeless = await likelyWrongLabels.run(facts(0.995));
    expect(hopeless.remarks.map(({ code }) => code)).toEqual([
      "labels/weak-judge",
    ]);
    expect(hopeless.findings).toHaveLength(60);
    expect(
      hopeless.findings.every(({ details }) => details.sureness === "possible"),
    ).toBe(true);
  });

  it("says so when the model knows nothing", async () => {
    const flat = { ...judged(0.94), probabilities: new Float32Array(270) };
    flat.probabilities.fill(1 / 3);
    const { findings, remarks } = await likelyWrongLabels.run(
      factsOf({ probabilities: flat }),
    );
    expect(findings).toEqual([]);
    expect(remarks.map(({ code }) => code)).toEqual(["labels/at-chance"]);
  });
});

describe("outliers", () => {
  const drawn = drawnEmbeddings(200, { clouds: 2, spread: 0.4 });
  const classIds = drawn.clouds.map((cloud) => (cloud === 0 ? 10 : 20));

  async function found(
    embeddings: Embeddings,
    ids = classIds,
    sides?: Uint8Array,
  ): Promise<number[]> {
    const neighbours = await nearestNeighbours(embeddings, { k: 20 });
    const { findings } = await outliers.run(
      factsOf({
        embeddings,
        neighbours,
        classIds: ids,
        ...(sides === undefined ? {} : { sides }),
      }),
    );
    return findings.map(({ imageId }) => imageId);
  }

  /** Row 7 points where nobody does, far out. */
  function withStranger(): Embeddings {
    const data = drawn.data.slice();
    const direction = Float32Array.from({ length: 16 }, (_, i) =>
      i % 2 === 0 ? 0.25 : -0.25,
    );
    data.set(direction, 7 * 16);
    const lengths = drawn.lengths.slice();
    lengths[7] = 3 * lengths[7]!;
    return { ...drawn, data, lengths };
  }

  it("finds the stranger, first of few", async () => {
    const ids = await found(withStranger());
    expect(ids[0]).toBe(8);
    expect(ids.length).toBeLessThanOrEqual(4);
  });

  it("finds a picture among the wrong class, but not by a label of the test side", async () => {
    const ids = classIds.slice();
    ids[0] = 20;
    expect((await found(drawn, ids))[0]).toBe(1);
    const sides = new Uint8Array(200).fill(1);
    sides[0] = 3;
    expect(await found(drawn, ids, sides)).not.toContain(1);
  });

  it("says nothing of a handful", async () => {
    const few = drawnEmbeddings(20, { clouds: 2 });
    expect(
      await found(
        few,
        few.clouds.map(() => 10),
      ),
    ).toEqual([]);
  });
});
