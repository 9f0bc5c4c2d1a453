import { describe, expect, it } from "vitest";
import type { Executor } from "#engine/compute/executor.ts";
import {
  EXECUTORS_UNDER_TEST,
  REFERENCE,
  type ExecutorUnderTest,
} from "#test/helpers/executors-under-test.ts";
import { RUNS_EVERY_CASE } from "#test/helpers/more-of-the-same.ts";
import { failOnLeaks } from "#test/helpers/leak-guard.ts";
import { differences, mapDifferences } from "./compare.ts";
import type { OpCase } from "./op-case.ts";
import {
  forwardOf,
  inputGradientOf,
  prepareCase,
  stepOf,
  wrongInputSlopes,
  wrongWeightSlopes,
} from "./op-results.ts";

const TIMEOUT_MS = 180_000;

/**
 * Tests for every case: each executor gives the reference's values, gradient of the input and gradients of the weights; and those
 * of the reference and of onnxruntime are the slopes that central differences show.
 * @param options.takes which cases are new to an executor; default: as its coverage says. With CONVOLVE_EVERY_CASE each takes all
 * @param options.checksSlopes false where the same ops have been held against central differences in other cases
 */
export function describeOps(
  cases: readonly OpCase[],
  {
    checksSlopes = true,
    takes = (under, given) => covers(under, given, cases),
  }: {
    readonly checksSlopes?: boolean;
    readonly takes?: (under: ExecutorUnderTest, given: OpCase) => boolean;
  } = {},
): void {
  failOnLeaks();
  const reference = lazily(() => REFERENCE.create());
  const rows = cases.map((each) => ({
    title: each.title,
    each,
    prepared: prepareCase(each),
    modes: modesOf(each),
  }));
  const expected = new Map(
    rows.map(({ title, prepared, modes }) => [
      title,
      {
        values: lazily(async () =>
          forwardOf(await reference(), prepared, { isTapped: true }),
        ),
        gradient: lazily(async () =>
          inputGradientOf(await reference(), prepared),
        ),
        steps: lazily(async () => {
          const executor = await reference();
          const steps = [];
          for (const mode of modes)
            steps.push(await stepOf(executor, prepared, mode));
          return steps;
        }),
      },
    ]),
  );

  describe.each(EXECUTORS_UNDER_TEST.map((under) => ({ ...under, under })))(
    "$name",
    ({ under, create, unavailable, tolerance }) => {
      const executor = lazily<Executor>(create);
      describe.skipIf(unavailable !== undefined)(
        `gives the reference's numbers${unavailable === undefined ? "" : ` (skipped: ${unavailable})`}`,
        () => {
          it.each(
            rows.filter(({ each }) => RUNS_EVERY_CASE || takes(under, each)),
          )(
            "in $title",
            async ({ title, prepared, modes }) => {
              const wanted = expected.get(title);
              const ours = await executor();
              const values = await forwardOf(ours, prepared, {
                isTapped: true,
              });
              const bare = await forwardOf(ours, prepared, { isTapped: false });
              const output = values.get("out");
              const gradient = await inputGradientOf(ours, prepared);
              const wrong = [
                ...mapDifferences(
                  values,
                  (await wanted?.values()) ?? new Map(),
                  tolerance,
                ),
                ...differences("folded", bare.get("out"), output, tolerance),
                ...differences(
                  "d input",
                  gradient,
                  await wanted?.gradient(),
                  tolerance,
                ),
              ];
              const steps = (await wanted?.steps()) ?? [];
              for (const [index, mode] of modes.entries()) {
                const theirs = steps[index];
                const { loss, weights } = await stepOf(ours, prepared, mode);
                expect(loss).toBeCloseTo(theirs?.loss ?? Number.NaN, 4);
                wrong.push(
                  ...mapDifferences(
                    weights,
                    theirs?.weights ?? new Map(),
                    tolerance,
                  ),
                );
              }
              expect(wrong).toEqual([]);
            },
            TIMEOUT_MS,
          );
        },
      );
    },
  );

  if (!checksSlopes) return;
  const withSlopes = EXECUTORS_UNDER_TEST.filter(
    ({ name }) => name === "onnx cpu",
  );
  describe.each([REFERENCE, ...withSlopes])(
    "the gradients of $name",
    (under) => {
      const executor = lazily<Executor>(under.create);
      it.each(
        rows.filter(
          ({ each }) => RUNS_EVERY_CASE || covers(under, each, cases),
        ),
      )(
        "are the slopes of $title",
        async ({ each, prepared, modes }) => {
          const wrong: string[] = [];
          if (each.indicesBelow === undefined) {
            wrong.push(...(await wrongInputSlopes(await executor(), prepared)));
          }
          for (const mode of modes) {
            wrong.push(
              ...(await wrongWeightSlopes(await executor(), prepared, mode)),
            );
          }
          expect(wrong).toEqual([]);
        },
        TIMEOUT_MS,
      );
    },
  );
}

/** Both ways of normalizing where there is something to normalize. */
function modesOf(given: OpCase): readonly ("training" | "inference")[] {
  const { graph } = prepareCase(given);
  const normalizes = graph.layers.some(({ op }) => op === "batchNormalization");
  return normalizes ? ["training", "inference"] : ["training"];
}

function covers(
  { coverage = "every case" }: ExecutorUnderTest,
  given: OpCase,
  cases: readonly OpCase[],
): boolean {
  const isFirst = cases.find(({ op }) => op === given.op) === given;
  return isFirst || coverage === "every case";
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
