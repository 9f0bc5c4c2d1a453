import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function AugmentScreen() {
  return <Page title={strings.augment.title}>{null}</Page>;
}
