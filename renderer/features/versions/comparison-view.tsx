import { Undo2 } from "lucide-react";
import { useState } from "react";

import type {
  ChangeKind,
  VersionComparison,
  VersionReference,
} from "#api/versions.ts";
import { useComparison } from "#renderer/engine-client/use-versions.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Field } from "#renderer/ui/field.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { Select } from "#renderer/ui/select.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { Tabs } from "#renderer/ui/tabs.tsx";

import { ChangedPictures } from "./changed-pictures.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";
import type { VersionEntry } from "./version-entries.ts";

const text = strings.versions;
const KINDS = Object.keys(text.kinds) as ChangeKind[];
const NOW = "now";

/** What became of a version: its difference from the data as it is, or from another version. */
export function ComparisonView({
  entry,
  others,
  isReadOnly,
}: {
  entry: VersionEntry;
  others: readonly VersionEntry[];
  isReadOnly: boolean;
}) {
  const [other, setOther] = useState<string>(NOW);
  const [isRestoring, setRestoring] = useState(false);
  const to: VersionReference =
    others.find(({ key }) => key === other)?.digest ?? NOW;
  const comparison = useComparison(entry.digest, to);
  return (
    <Panel
      title={entry.name}
      actions={
        <Button
          icon={Undo2}
          disabled={isReadOnly}
          onClick={() => setRestoring(true)}
        >
          {text.restore}
        </Button>
      }
    >
      <div className="stack">
        <div className="versions__other">
          <Field label={text.compareWith}>
            {(control) => (
              <Select
                {...control}
                value={other}
                onChange={setOther}
                options={[
                  { value: NOW, label: text.now },
                  ...others.map(({ key, name }) => ({
                    value: key,
                    label: name,
                  })),
                ]}
              />
            )}
          </Field>
        </div>
        {comparison.error !== null && (
          <Notice tone="danger">{comparison.error.message}</Notice>
        )}
        {comparison.data === undefined ? (
          comparison.error === null && <LoadingBlock label={text.comparing} />
        ) : (
          <Difference
            comparison={comparison.data}
            from={entry.digest}
            to={to}
          />
        )}
      </div>
      {isRestoring && (
        <RestoreDialog entry={entry} onClose={() => setRestoring(false)} />
      )}
    </Panel>
  );
}

function Difference({
  comparison,
  from,
  to,
}: {
  comparison: VersionComparison;
  from: VersionReference;
  to: VersionReference;
}) {
  const { counts, unchanged, renames, classesAdded, classesRemoved } =
    comparison;
  const noun = useNoun();
  const kinds = KINDS.filter((kind) => (counts[kind] ?? 0) > 0);
  const [chosen, setChosen] = useState<ChangeKind | null>(null);
  const sentences = [
    ...renames.map(({ from: old, to: name, pictures }) =>
      text.renamed(old, name, pictures, noun),
    ),
    ...classesAdded.map(text.classAdded),
    ...classesRemoved.map(text.classRemoved),
  ];
  const isEqual = kinds.length === 0 && sentences.length === 0;
  const kind =
    chosen !== null && kinds.includes(chosen) ? chosen : (kinds[0] ?? null);
  return (
    <>
      <p aria-live="polite">
        {isEqual && text.equal} {text.same(unchanged, noun)}
      </p>
      {sentences.length > 0 && (
        <ul className="versions__sentences">
          {sentences.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {kind !== null && (
        <Tabs
          label={text.difference}
          value={kind}
          onChange={setChosen}
          tabs={kinds.map((value) => ({
            value,
            label: text.kindCount(value, counts[value] ?? 0),
            content: (
              <ChangedPictures
                key={`${from} ${to}`}
                from={from}
                to={to}
                kind={value}
              />
            ),
          }))}
        />
      )}
    </>
  );
}
