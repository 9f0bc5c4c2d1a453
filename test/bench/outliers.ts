import { createRandom, shuffled } from "#engine/base/random.ts";
import type { CheckFacts } from "#engine/curation/check.ts";
import { outliers } from "#engine/curation/checks/outliers.ts";
import { nearestNeighbours } from "#engine/curation/neighbours.ts";
import { embedPictures, pictureFiles } from "./embedded-set.ts";

// How well the check finds pictures of another data set that were put among the classes of one: precision and recall.
// `node test/bench/outliers.ts [draws]`. The threshold was chosen by looking at figures like these, so they are a little too kind.

const SETS = [
  ["clothing-10", "sign-digits-10"],
  ["sign-digits-10", "clothing-10"],
  ["cifar10-sample", "clothing-10"],
  ["cifar10-sample", "sign-digits-10"],
  ["clothing-10", "cifar10-sample"],
] as const;
const SHARES = [0, 0.01, 0.03];
const SEEDS = Number(process.argv[2] ?? 3);

for (const [home, abroad] of SETS) {
  for (const share of SHARES) await plant(home, abroad, share);
}

async function plant(
  home: string,
  abroad: string,
  share: number,
): Promise<void> {
  const sum = { planted: 0, named: 0, right: 0, likely: 0, likelyRight: 0 };
  const own = pictureFiles(home);
  const seeds = share === 0 ? 1 : SEEDS;
  for (let seed = 0; seed < seeds; seed++) {
    const random = createRandom("strangers", home, abroad, seed);
    const classes = [...new Set(own.map(({ className }) => className))];
    const strangers = shuffled(pictureFiles(abroad), random)
      .slice(0, Math.round(share * own.length))
      .map(({ path }) => ({
        path,
        className: classes[random.integer(classes.length)]!,
      }));
    const { embeddings, labels } = await embedPictures([...own, ...strangers]);
    const facts = {
      embeddings,
      neighbours: await nearestNeighbours(embeddings, { k: 20 }),
      pictures: {
        count: labels.length,
        imageIds: embeddings.imageIds,
        classIds: labels,
        sides: new Uint8Array(labels.length).fill(1),
      },
    } as unknown as CheckFacts;
    const { findings } = await outliers.run(facts);
    const isStranger = (imageId: number) => imageId >= own.length;
    const likely = findings.filter(
      ({ details }) => details.sureness === "likely",
    );
    sum.planted += strangers.length;
    sum.named += findings.length;
    sum.right += findings.filter(({ imageId }) => isStranger(imageId)).length;
    sum.likely += likely.length;
    sum.likelyRight += likely.filter(({ imageId }) =>
      isStranger(imageId),
    ).length;
  }
  const { planted, named, right, likely, likelyRight } = sum;
  console.log(
    `${home}, ${planted} of ${abroad} in ${seeds} draws: ${right} of ${named} named are strangers, recall ${(right / planted).toFixed(2)}; likely: ${likelyRight} of ${likely}`,
  );
}
