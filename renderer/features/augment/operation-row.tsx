import type { AugmentationOperation } from "#api/augmentation.ts";
import { Slider } from "#renderer/ui/slider.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Switch } from "#renderer/ui/toggles.tsx";

import { formatAmount, stepOf, usualAmount } from "./augmentation-settings.ts";

const text = strings.augment;

/** One operation: on or off, how far it may go, and a picture at both ends of that. */
export function OperationRow({
  operation,
  amount,
  ends,
  onMove,
  onTake,
}: {
  operation: AugmentationOperation;
  amount: number;
  /** Data URLs; null while there are none. */
  ends: { readonly low: string; readonly high: string } | null;
  onMove: (amount: number) => void;
  onTake: (amount: number) => void;
}) {
  const { name, title, why, parameter } = operation;
  const describedBy = `augment-${name}`;
  const isOn = amount > 0;
  const step = stepOf(operation);
  return (
    <li className="augment__operation">
      <div className="augment__setting">
        <span className="row row--between">
          <Switch
            label={title}
            checked={isOn}
            onChange={(on) => onTake(on ? usualAmount(operation) : 0)}
          />
          {isOn && (
            <span className="figures small">
              {formatAmount(operation, amount)}
            </span>
          )}
        </span>
        {isOn && parameter.kind === "amount" && (
          <Slider
            label={title}
            value={amount}
            minimum={step}
            maximum={parameter.maximum}
            step={step}
            format={(value) => formatAmount(operation, value)}
            describedBy={describedBy}
            onChange={onMove}
            onCommit={onTake}
          />
        )}
        <p id={describedBy} className="muted small">
          {why}
          {isOn && parameter.kind === "amount" && (
            <> {text.usual(formatAmount(operation, usualAmount(operation)))}</>
          )}
        </p>
      </div>
      {isOn && ends !== null && (
        <div className="augment__ends">
          <span className="augment__tile">
            <img src={ends.low} alt={text.lowAlt(title)} />
          </span>
          <span className="augment__tile">
            <img src={ends.high} alt={text.highAlt(title)} />
          </span>
        </div>
      )}
    </li>
  );
}
