import "./predict.css";

import { useMemo, useState } from "react";

import type { Prediction } from "#api/results.ts";
import type { Run } from "#api/training.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { FolderPanel } from "./folder-panel.tsx";
import { TextAnswer } from "./text-answer.tsx";
import { TextPanel } from "./text-panel.tsx";

const text = strings.predict;

interface AskedText {
  readonly key: string;
  readonly asked: string;
  readonly prediction: Prediction;
}

/** New texts asked about: written or pasted, or a whole folder or table at once. */
export function TextScreen({ run }: { run: Run }) {
  const [answers, setAnswers] = useState<readonly AskedText[]>([]);
  const classes = useDataset().data?.classes;
  const colorOf = useMemo(
    () => new Map(classes?.map(({ id, colorIndex }) => [id, colorIndex])),
    [classes],
  );
  return (
    <Page title={text.title} subtitle={strings.texts.trySubtitle(run.name)}>
      <div className="try">
        <div className="try__ways">
          <TextPanel
            runId={run.id}
            onAnswer={(asked, prediction) =>
              setAnswers((known) => [
                { key: crypto.randomUUID(), asked, prediction },
                ...known,
              ])
            }
          />
          <FolderPanel runId={run.id} />
        </div>
        <section className="try__answers" aria-label={text.results}>
          <div className="row row--between try__heading">
            <h2>{text.results}</h2>
            {answers.length > 0 && (
              <Button
                size="small"
                variant="quiet"
                onClick={() => setAnswers([])}
              >
                {text.clear}
              </Button>
            )}
          </div>
          {answers.length === 0 && <p className="muted">{text.empty}</p>}
          <ul className="stack" aria-live="polite">
            {answers.map(({ key, asked, prediction }) => (
              <li key={key}>
                <TextAnswer
                  runId={run.id}
                  asked={asked}
                  prediction={prediction}
                  colorOf={colorOf}
                  onRemove={() =>
                    setAnswers((known) =>
                      known.filter((one) => one.key !== key),
                    )
                  }
                />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Page>
  );
}
