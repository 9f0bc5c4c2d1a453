import "./import.css";

import type { CSSProperties } from "react";
import { useState } from "react";

import type { ClassesFrom, ImportPlan } from "#api/sources.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.imports;
const SHOWN_AT_FIRST = 30;

/** A plan: figures, what to look at, the ways to read the source, classes, what is left out. */
export function ImportPlanView({
  plan,
  onClassesFrom,
}: {
  plan: ImportPlan;
  onClassesFrom: (classesFrom: ClassesFrom) => void;
}) {
  const noun = plan.kind === "texts" ? "text" : "picture";
  return (
    <>
      <div className="row row--wrap figures">
        <strong>{text.labelled(plan.labelled, plan.classCount, noun)}</strong>
        {plan.unlabelled > 0 && (
          <Badge tone="accent">{text.unlabelled(plan.unlabelled)}</Badge>
        )}
        {plan.skippedCount > 0 && (
          <Badge>{text.skippedCount(plan.skippedCount)}</Badge>
        )}
      </div>
      {plan.labelled > 0 && (
        <p className="muted">
          {text.splits(plan.splits.map((split) => text.splitNames[split]))}
          {plan.unpacks && ` · ${text.unpacks}`}
        </p>
      )}
      {!plan.isComplete && <Notice tone="warning">{text.incomplete}</Notice>}
      {plan.warnings.map(({ code, message }) => (
        <Notice key={code} tone="warning">
          {message}
        </Notice>
      ))}
      {plan.readings.length > 1 && (
        <Field label={text.readings}>
          {(control) => (
            <Select
              {...control}
              value={plan.classesFrom}
              onChange={onClassesFrom}
              options={plan.readings.map(({ classesFrom, title }) => ({
                value: classesFrom,
                label: title,
              }))}
            />
          )}
        </Field>
      )}
      {plan.classes.length > 0 && <Classes plan={plan} />}
      {plan.attributes.length > 0 && (
        <section className="stack stack--tight">
          <h3>{text.attributes}</h3>
          <ul className="import__attributes">
            {plan.attributes.map(({ name, examples }) => (
              <li key={name} className="truncate">
                {text.attribute(name, examples)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {plan.skipped.length > 0 && <Skipped plan={plan} />}
    </>
  );
}

function Classes({ plan: { classes, classCount } }: { plan: ImportPlan }) {
  const [all, setAll] = useState(false);
  const most = classes.reduce((top, { count }) => Math.max(top, count), 1);
  const shown = all ? classes : classes.slice(0, SHOWN_AT_FIRST);
  return (
    <section className="stack stack--tight" aria-label={text.classes}>
      <ul className="import__classes">
        {shown.map(({ name, count }) => (
          <li
            key={name}
            className="import__class"
            style={{ "--share": count / most } as CSSProperties}
          >
            <span className="truncate" title={name}>
              {name}
            </span>
            <span className="figures muted">{formatCount(count)}</span>
          </li>
        ))}
      </ul>
      {classes.length > shown.length ? (
        <span>
          <Button size="small" onClick={() => setAll(true)}>
            {text.allClasses(classCount)}
          </Button>
        </span>
      ) : (
        classCount > classes.length && (
          <p className="muted small">
            {text.moreClasses(classCount - classes.length)}
          </p>
        )
      )}
    </section>
  );
}

function Skipped({ plan }: { plan: ImportPlan }) {
  return (
    <details className="import__skipped">
      <summary>
        {text.skipped}{" "}
        <span className="muted figures">
          ({formatCount(plan.skippedCount)})
        </span>
      </summary>
      <ul>
        {plan.skipped.map(({ code, message, count, examples }) => (
          <li key={code} className="stack stack--tight">
            <span>
              <strong className="figures">{formatCount(count)} ×</strong>{" "}
              {message}
            </span>
            <span className="muted small import__paths">
              {text.examples(examples, count)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}
