import { useState } from "react";

import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { useAct } from "#renderer/engine-client/use-act.ts";
import type { Prediction } from "#api/results.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextArea } from "#renderer/ui/text-area.tsx";

const text = strings.texts;

/** A text to ask about: written or pasted. Ctrl+Enter asks. */
export function TextPanel({
  runId,
  onAnswer,
}: {
  runId: string;
  onAnswer: (asked: string, prediction: Prediction) => void;
}) {
  const engine = useEngine();
  const [written, setWritten] = useState("");
  const ask = useAct(
    async (asked: string) => {
      const [prediction] = await engine.predict.pictures({
        runId,
        pictures: [{ text: asked }],
      });
      return { asked, prediction };
    },
    {
      onDone: ({ asked, prediction }) => {
        if (prediction !== undefined) onAnswer(asked, prediction);
      },
    },
  );
  const isEmpty = written.trim() === "";
  return (
    <Panel title={text.tryTitle}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isEmpty) ask.run(written);
        }}
      >
        <TextArea
          label={text.tryLabel}
          value={written}
          rows={6}
          onChange={setWritten}
          onSubmit={() => !isEmpty && ask.run(written)}
        />
        <div className="row row--between">
          <span className="muted small">{text.tryText}</span>
          <Button
            type="submit"
            variant="primary"
            disabled={isEmpty}
            busy={ask.isRunning}
          >
            {text.ask}
          </Button>
        </div>
        {ask.failure !== null && (
          <Notice tone="danger">{ask.failure.message}</Notice>
        )}
      </form>
    </Panel>
  );
}
