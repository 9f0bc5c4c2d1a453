import { useRef, useState } from "react";

import type { ImageClass } from "#api/datasets.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { Field } from "#renderer/ui/field.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { TextInput } from "#renderer/ui/text-field.tsx";

const text = strings.captures;
const TRAY = "tray";
const NEW = "new";

/** Where pictures go: a class, one that is made with the first picture, or the tray. */
export interface Target {
  readonly choice: string;
  readonly choose: (choice: string) => void;
  readonly newName: string;
  readonly setNewName: (name: string) => void;
  readonly problem: string | null;
  /** Id of the class, made if it is new; null for the tray; undefined when there is none, which is shown. */
  readonly resolve: () => Promise<number | null | undefined>;
}

/** @param classes of the data set; the first is chosen */
export function useAddTarget(classes: readonly ImageClass[]): Target {
  const engine = useEngine();
  const [chosen, setChosen] = useState<string | null>(null);
  const [newName, setNewName] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const making = useRef<Promise<number | undefined> | null>(null);
  const choice = chosen ?? (classes[0] ? String(classes[0].id) : NEW);

  async function make(name: string): Promise<number | undefined> {
    const known = classes.find((one) => one.name === name);
    try {
      const { classId } = known
        ? { classId: known.id }
        : await engine.datasets.createClass({ name });
      setChosen(String(classId));
      setNewName("");
      setProblem(null);
      return classId;
    } catch (error) {
      setProblem(describeFailure(error).message);
      return undefined;
    } finally {
      making.current = null;
    }
  }

  return {
    choice,
    choose: (next) => {
      setChosen(next);
      setProblem(null);
    },
    newName,
    setNewName: (name) => {
      setNewName(name);
      setProblem(null);
    },
    problem,
    resolve: async () => {
      if (choice === TRAY) return null;
      if (choice !== NEW) return Number(choice);
      const name = newName.trim();
      if (name === "") {
        setProblem(text.nameFirst);
        return undefined;
      }
      // A burst asks many times for one class.
      return (making.current ??= make(name));
    },
  };
}

export function AddTarget({
  classes,
  target,
}: {
  classes: readonly ImageClass[];
  target: Target;
}) {
  return (
    <div className="row row--wrap add-target">
      <Field label={text.intoClass}>
        {(control) => (
          <Select
            {...control}
            value={target.choice}
            onChange={target.choose}
            options={[
              ...classes.map(({ id, name }) => ({
                value: String(id),
                label: name,
              })),
              { value: NEW, label: text.newClass },
              { value: TRAY, label: text.tray },
            ]}
          />
        )}
      </Field>
      {target.choice === NEW && (
        <Field label={text.newName} error={target.problem}>
          {(control) => (
            <TextInput
              {...control}
              maxLength={200}
              placeholder={text.newNameExample}
              value={target.newName}
              onChange={target.setNewName}
            />
          )}
        </Field>
      )}
    </div>
  );
}
