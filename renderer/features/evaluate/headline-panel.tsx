import type { Evaluation } from "#api/results.ts";
import { IntervalBar } from "#renderer/charts/interval-bar.tsx";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import {
  formatNumber,
  formatPercent,
  formatQuantity,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Term } from "#renderer/ui/tooltip.tsx";

const text = strings.evaluate;

/** The one figure, how sure it is, and the other ones in small. */
export function HeadlinePanel({ evaluation }: { evaluation: Evaluation }) {
  const { accuracy, crossValidation, crossValidationSkipped } = evaluation;
  const [value, low, high] = [accuracy.value, accuracy.low, accuracy.high].map(
    (share) => formatPercent(share),
  ) as [string, string, string];
  const figures: readonly (readonly [string, string])[] = [
    [text.figures.top5, formatPercent(evaluation.top5)],
    [text.figures.macroF1, formatPercent(evaluation.macro.f1)],
    [text.figures.macroPrecision, formatPercent(evaluation.macro.precision)],
    [text.figures.macroRecall, formatPercent(evaluation.macro.recall)],
    [text.figures.weightedF1, formatPercent(evaluation.weighted.f1)],
    [text.figures.loss, formatNumber(evaluation.loss)],
    [text.figures.calibrationError, formatPercent(evaluation.calibrationError)],
  ];
  const noun = useNoun();
  return (
    <Panel>
      <div className="headline">
        <div className="stack">
          <h2 className="headline__value figures">{text.right(value)}</h2>
          <p>
            {text.onPictures(
              formatQuantity(
                evaluation.imageCount,
                `${text.split[evaluation.split]} ${noun}`,
              ),
            )}{" "}
            <Term explanation={text.intervalTerm}>{text.confidence}</Term>{" "}
            {text.between(low, high)}
          </p>
          <IntervalBar
            label={text.intervalLabel(value, low, high)}
            value={accuracy.value}
            low={accuracy.low}
            high={accuracy.high}
          />
          {crossValidation !== null && (
            <div className="headline__cross stack stack--tight">
              <p>
                <Term explanation={text.crossValidationTerm}>
                  {text.crossValidated}
                </Term>{" "}
                <strong className="figures">
                  {text.crossValidation(
                    formatPercent(crossValidation.accuracy.value),
                    formatPercent(crossValidation.accuracy.low),
                    formatPercent(crossValidation.accuracy.high),
                    formatQuantity(crossValidation.imageCount, noun),
                    crossValidation.folds,
                  )}
                </strong>
              </p>
              <p className="muted small">{crossValidation.reason}</p>
              <IntervalBar
                label={text.intervalLabel(
                  formatPercent(crossValidation.accuracy.value),
                  formatPercent(crossValidation.accuracy.low),
                  formatPercent(crossValidation.accuracy.high),
                )}
                value={crossValidation.accuracy.value}
                low={crossValidation.accuracy.low}
                high={crossValidation.accuracy.high}
                color="var(--category-2)"
              />
            </div>
          )}
          {evaluation.seenBefore !== undefined && (
            <p className="muted small">
              {strings.testSet.seenBefore(evaluation.seenBefore)}
            </p>
          )}
          {crossValidationSkipped !== null && (
            <p className="muted small">{crossValidationSkipped}</p>
          )}
        </div>
        <dl className="headline__figures figures">
          {figures.map(([name, shown]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{shown}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Panel>
  );
}
