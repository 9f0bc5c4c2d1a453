import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

export function PredictScreen() {
  return <Page title={strings.predict.title}>{null}</Page>;
}
