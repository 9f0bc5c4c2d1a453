import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function TrainScreen() {
  return <Page title={strings.train.title}>{null}</Page>;
}
