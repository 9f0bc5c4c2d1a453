import { describe, expect, it } from "vitest";

import { createRandom } from "#engine/base/random.ts";
import { standardPreprocessing } from "#engine/graph/preprocessing.ts";
import { createDecodePool } from "#engine/imaging/decode-pool.ts";
import type { DecodePool } from "#engine/imaging/decode-pool.ts";
import { PictureError } from "#engine/imaging/picture-error.ts";
import { RUNS_EVERY_CASE } from "#test/helpers/more-of-the-same.ts";
import { mutated } from "#test/helpers/mutated-bytes.ts";
import { seedPictures, type SeedPicture } from "#test/helpers/seed-pictures.ts";

/** Mutated pictures in all; ten times as many with CONVOLVE_EVERY_CASE=1. */
const INPUTS = RUNS_EVERY_CASE ? 80_000 : 8000;
/** Before they were read in turn, most runs of so many ended the process. */
const DRAWINGS = 4000;
const AT_ONCE = 16;
/** One of so many is prepared for a network as well. */
const PREPARED = 4;
/** For a group of tiny pictures, a hundred times what they take: more is a hang. */
const LONGEST_GROUP_MS = 60_000;
/** The program itself with its threads; nothing of a file stays. */
const MOST_GROWTH_BYTES = 600 * 1024 * 1024;

interface Input {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The same inputs on every machine. */
function* inputs(seeds: readonly SeedPicture[]): Generator<Input> {
  const chosen = seeds.flatMap((seed) =>
    Array.from({ length: seed.share }, () => seed),
  );
  for (let number = 0; number < INPUTS; number++) {
    const random = createRandom("mutated pictures", number);
    const seed = chosen[random.integer(chosen.length)] as SeedPicture;
    const other = chosen[random.integer(chosen.length)] as SeedPicture;
    const bytes = mutated(seed.bytes, other.bytes, random);
    yield { name: `${number} (${seed.name}, ${other.name})`, bytes };
  }
}

/** Outcomes other than a picture or a PictureError. */
async function faultsOf(
  pool: DecodePool,
  group: readonly Input[],
  tally: { used: number; refused: number },
): Promise<string[]> {
  const faults: string[] = [];
  const found = await pool.inspectSeveral(
    group.map(({ bytes }) => ({ bytes })),
  );
  for (const [i, one] of found.entries()) {
    if (!(one instanceof Error)) {
      tally.used++;
      if (!(one.facts.width > 0 && one.facts.height > 0)) {
        faults.push(`${group[i]?.name}: a picture without pixels`);
      }
    } else if (one instanceof PictureError) tally.refused++;
    else faults.push(`${group[i]?.name}: ${one.message}`);
  }
  for (const { name, bytes } of group.slice(0, group.length / PREPARED)) {
    try {
      const pixels = await pool.prepare({ bytes }, NETWORK_INPUT);
      if (pixels.length !== 8 * 8 * 3) faults.push(`${name}: ${pixels.length}`);
    } catch (error) {
      if (error instanceof PictureError) continue;
      faults.push(`${name}, prepared: ${String(error)}`);
    }
  }
  return faults;
}

const NETWORK_INPUT = standardPreprocessing(8, "minus-one-to-one", {
  resize: "fit",
});

function within<T>(work: Promise<T>, names: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`No answer for one of ${names}`)),
      LONGEST_GROUP_MS,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

describe(
  "the picture decoder, given damaged files",
  { timeout: 900_000 },
  () => {
    it("reads damaged drawings in several threads", async () => {
      const seeds = await seedPictures();
      const [drawing] = seeds.filter(({ name }) => name === "svg");
      if (!drawing) throw new Error("There is no SVG among the seeds.");
      const pool = createDecodePool({ threads: 2 });
      try {
        // One message each: so many are read at once as there is room for.
        const outcomes = await Promise.all(
          Array.from({ length: DRAWINGS }, (_, number) => {
            const random = createRandom("mutated drawings", number);
            const bytes = mutated(drawing.bytes, drawing.bytes, random);
            return pool.inspect({ bytes }).catch((error: unknown) => error);
          }),
        );
        const refused = outcomes.filter((one) => one instanceof Error);
        expect(refused.every((one) => one instanceof PictureError)).toBe(true);
        expect(refused.length).toBeGreaterThan(DRAWINGS / 4);
        expect(refused.length).toBeLessThan(DRAWINGS);
      } finally {
        await pool.close();
      }
    });

    it("gives a picture or says what is wrong, in bounded time and memory", async () => {
      const seeds = await seedPictures();
      const pool = createDecodePool({ threads: 2 });
      const tally = { used: 0, refused: 0 };
      const faults: string[] = [];
      let before = 0;
      try {
        const whole = await pool.inspectSeveral(seeds);
        expect(whole.filter((one) => one instanceof Error)).toEqual([]);
        let group: Input[] = [];
        const underWay: Promise<void>[] = [];
        const start = (some: readonly Input[]) => {
          const names = some.map(({ name }) => name).join(", ");
          const work = within(faultsOf(pool, some, tally), names);
          underWay.push(work.then((found) => void faults.push(...found)));
          underWay.at(-1)?.catch(() => undefined);
        };
        let groups = 0;
        for (const input of inputs(seeds)) {
          group.push(input);
          if (group.length < AT_ONCE) continue;
          start(group);
          group = [];
          if (underWay.length >= 4) await underWay.shift();
          // The threads have taken what they need by then.
          if (++groups === 50) before = process.memoryUsage.rss();
        }
        start(group);
        await Promise.all(underWay);
        const growth = process.memoryUsage.rss() - before;
        expect(faults).toEqual([]);
        expect(tally.used + tally.refused).toBe(INPUTS);
        // Neither all refused at the door nor hardly anything damaged.
        expect(tally.used).toBeGreaterThan(INPUTS / 50);
        expect(tally.refused).toBeGreaterThan(INPUTS / 2);
        expect(growth).toBeLessThan(MOST_GROWTH_BYTES);
      } finally {
        await pool.close();
      }
    });
  },
);
