import type { Recipe } from "#api/recipe.ts";
import { initializeWeights } from "#engine/graph/initialize.ts";
import { AUGMENTATION_PRESETS } from "#engine/imaging/augmentations/configuration.ts";
import type { Backbone } from "#engine/models/backbones/backbone.ts";
import { loadBuiltInBackbone } from "#engine/models/backbones/built-in.ts";
import { loadBackbone } from "#engine/models/backbones/load-backbone.ts";
import {
  CLOTHING_10,
  TEACHABLE_MACHINE,
  trainOnClothing10,
} from "#test/helpers/clothing-10.ts";
import { hasTestData, testDataPath } from "#test/helpers/test-data.ts";

/**
 * Test accuracy on clothing-10 (its own train, validation and test folders), mean of five seeds, and seconds from files to metrics:
 * the default recipe, without augmentation, with fine-tuning, with the built-in backbone and with random features.
 * Run: node test/bench/clothing-10.ts [name of one case]
 */
const SEEDS = [1, 2, 3, 4, 5];

interface BenchCase {
  readonly backbone: () => Promise<Backbone>;
  readonly changes?: Partial<Recipe>;
}

const teachableMachine = () => loadBackbone(testDataPath(TEACHABLE_MACHINE));
const CASES: Readonly<Record<string, BenchCase>> = {
  default: { backbone: teachableMachine },
  plain: {
    backbone: teachableMachine,
    changes: { augmentation: AUGMENTATION_PRESETS.none, variants: 1 },
  },
  "fine-tuning": {
    backbone: teachableMachine,
    changes: { fineTuning: { blocks: 2, epochs: 10, learningRate: 0.00005 } },
  },
  "built-in": { backbone: () => loadBuiltInBackbone() },
  random: {
    backbone: async () => {
      const backbone = await loadBuiltInBackbone();
      const kernels = "he-normal";
      const weights = initializeWeights(backbone.graph, 1, { kernels });
      return { ...backbone, weights };
    },
  },
};

if (!hasTestData(CLOTHING_10) || !hasTestData(TEACHABLE_MACHINE))
  process.exit(0);
const wanted = process.argv[2];
for (const [name, bench] of Object.entries(CASES)) {
  if (wanted !== undefined && wanted !== name) continue;
  const runs = [];
  for (const seed of SEEDS) {
    const backbone = await bench.backbone();
    runs.push(await trainOnClothing10(backbone, { ...bench.changes, seed }));
  }
  console.log(
    JSON.stringify({
      case: name,
      testAccuracy: mean(runs.map((run) => run.testAccuracy)),
      validationLoss: mean(runs.map((run) => run.validationLoss)),
      seconds: mean(runs.map((run) => run.seconds)),
      each: runs.map((run) => run.testAccuracy),
    }),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
