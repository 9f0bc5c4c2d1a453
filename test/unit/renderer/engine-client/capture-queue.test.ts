import { describe, expect, it, vi } from "vitest";

import type { EngineClient } from "#renderer/engine-client/client.ts";
import { createCaptureQueue } from "#renderer/engine-client/capture-queue.ts";

function picture(name: string): File {
  return new File([name], name, { type: "image/jpeg" });
}

/** An engine that takes everything but files called `bad…`. */
function fakeEngine() {
  interface Batch {
    names: string[];
    classId: number | null;
    together: string;
  }
  const batches: Batch[] = [];
  const setExcluded = vi.fn<() => Promise<object>>(async () => ({}));
  let nextId = 1;
  const engine = {
    datasets: {
      createUpload: vi.fn<() => Promise<{ uploadId: string }>>(async () => ({
        uploadId: "upload",
      })),
      setExcluded,
    },
    captures: {
      add: async (input: Batch) => {
        batches.push(input);
        return {
          added: input.names.map((name) => ({ name, imageId: nextId++ })),
          refused: [],
        };
      },
    },
  };
  return {
    engine: engine as unknown as EngineClient,
    batches,
    setExcluded,
    createUpload: engine.datasets.createUpload,
  };
}

describe("createCaptureQueue", () => {
  it("sends what was taken in few batches of one class, in order, through one upload", async () => {
    const { engine, batches, createUpload } = fakeEngine();
    const queue = createCaptureQueue(engine, async () => []);
    for (let i = 0; i < 30; i++) queue.add([picture("frame.jpg")], 7, "held");
    queue.add([picture("pasted.png"), picture("second.png")], null);
    expect(queue.state().waiting).toBe(32);
    await queue.settled();
    expect(
      batches.map(({ names, classId }) => [names.length, classId]),
    ).toEqual([
      [1, 7],
      [20, 7],
      [9, 7],
      [2, null],
    ]);
    expect(new Set(batches.flatMap(({ names }) => names)).size).toBe(32);
    expect(createUpload).toHaveBeenCalledTimes(1);
    expect(queue.state()).toMatchObject({ waiting: 0, refused: 0 });
    expect(queue.state().added).toHaveLength(32);
  });

  it("names what is one step of undo: a paste, or what the camera took while it was held", async () => {
    const { engine, batches } = fakeEngine();
    const queue = createCaptureQueue(engine, async () => []);
    queue.add([picture("1.jpg")], 7, "held");
    queue.add([picture("2.jpg")], 7, "held");
    queue.add([picture("3.jpg"), picture("4.jpg")], 7);
    queue.add([picture("5.jpg")], 7);
    await queue.settled();
    const series = batches.map(({ together }) => together);
    expect(series.slice(0, 2)).toEqual(["held", "held"]);
    expect(batches.map(({ names }) => names.length)).toEqual([1, 1, 2, 1]);
    expect(new Set(series).size).toBe(3);
  });

  it("takes the last one out of the data set again", async () => {
    const { engine, setExcluded } = fakeEngine();
    const queue = createCaptureQueue(engine, async () => []);
    queue.add([picture("1.jpg"), picture("2.jpg")], 7);
    await queue.removeLast();
    expect(setExcluded).toHaveBeenCalledWith({ imageIds: [2], excluded: true });
    await queue.removeLast();
    await queue.removeLast();
    expect(setExcluded).toHaveBeenCalledTimes(2);
    expect(queue.state().added).toEqual([]);
  });

  it("counts what did not arrive, says why, and goes on", async () => {
    const { engine } = fakeEngine();
    const queue = createCaptureQueue(engine, async (_id, files) =>
      files
        .filter(({ file }) => file.name.startsWith("bad"))
        .map(({ path }) => ({ path, message: "It broke off." })),
    );
    queue.add([picture("good.jpg"), picture("bad.jpg")], 7);
    queue.add([picture("fine.jpg")], 7);
    await queue.settled();
    expect(queue.state()).toMatchObject({
      waiting: 0,
      refused: 1,
      refusal: "It broke off.",
    });
    expect(queue.state().added).toHaveLength(2);
  });
});
