import "./predict.css";

import { useMemo } from "react";

import type { Run } from "#api/training.ts";
import { useDataset } from "#renderer/engine-client/use-datasets.ts";
import { useIsOfTexts } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Page } from "#renderer/ui/page.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { AnswerCard } from "./answer-card.tsx";
import { FolderPanel } from "./folder-panel.tsx";
import { TextScreen } from "./text-screen.tsx";
import { TakePanel } from "./take-panel.tsx";
import { useTriedPictures } from "./tried-pictures.ts";
import { WebcamPanel } from "./webcam-panel.tsx";

const text = strings.predict;

/** What the run says of something new: a text or pictures, as the project's are. */
export function PredictScreen({ run }: { run: Run }) {
  return useIsOfTexts() ? (
    <TextScreen run={run} />
  ) : (
    <PictureScreen run={run} />
  );
}

/** New pictures asked about: dropped, pasted, picked, from the camera, or a folder at once. */
function PictureScreen({ run }: { run: Run }) {
  const { pictures, take, remove, clear } = useTriedPictures(run.id);
  const classes = useDataset().data?.classes;
  const colorOf = useMemo(
    () => new Map(classes?.map(({ id, colorIndex }) => [id, colorIndex])),
    [classes],
  );
  return (
    <Page title={text.title} subtitle={text.subtitle(run.name)}>
      <div className="try">
        <div className="try__ways">
          <TakePanel onFiles={take} />
          <WebcamPanel runId={run.id} colorOf={colorOf} />
          <FolderPanel runId={run.id} />
        </div>
        <section className="try__answers" aria-label={text.results}>
          <div className="row row--between try__heading">
            <h2>{text.results}</h2>
            {pictures.length > 0 && (
              <Button size="small" variant="quiet" onClick={clear}>
                {text.clear}
              </Button>
            )}
          </div>
          {pictures.length === 0 && <p className="muted">{text.empty}</p>}
          <ul className="try__cards" aria-live="polite">
            {pictures.map((picture) => (
              <li key={picture.key}>
                <AnswerCard
                  runId={run.id}
                  picture={picture}
                  colorOf={colorOf}
                  onRemove={() => remove(picture.key)}
                />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Page>
  );
}
