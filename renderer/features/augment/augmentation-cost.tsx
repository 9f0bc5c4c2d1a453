import type { Recipe } from "#api/recipe.ts";
import {
  useAugmentationCost,
  type SeenBy,
} from "#renderer/engine-client/use-augmentation.ts";
import { useAdvice } from "#renderer/engine-client/use-models.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.augment;

/** How fast pictures are augmented here, and whether the network would wait for them. */
export function AugmentationCost({
  recipe,
  imageId,
  seen,
}: {
  recipe: Recipe;
  imageId: number | null;
  seen: SeenBy;
}) {
  const cost = useAugmentationCost(imageId, seen).data;
  const pace = useAdvice(recipe).data?.imagesPerSecond;
  if (cost === undefined) return null;
  const made = cost.imagesPerSecond * cost.threads;
  return (
    <p className="muted small figures">
      {text.cost(Math.round(cost.imagesPerSecond), cost.threads)}{" "}
      {pace !== undefined &&
        (pace > made
          ? text.bottleneck(Math.round(pace))
          : text.noBottleneck(Math.round(pace)))}
    </p>
  );
}
