import { Lock, LockOpen } from "lucide-react";

import type { TestSet } from "#api/results.ts";
import { useNoun } from "#renderer/engine-client/use-texts.ts";
import { formatMoment } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.testSet;

/** Whether the test set is sealed, and who looked at it when. */
export function TestSetPanel({ testSet }: { testSet: TestSet }) {
  const noun = useNoun();
  const { isOpen, imageCount, looks } = testSet;
  const Icon = isOpen ? LockOpen : Lock;
  const line = isOpen ? text.open : text.sealed;
  return (
    <section className="test-set" aria-label={text.title}>
      <p className="test-set__state">
        <Icon size={16} aria-hidden />
        {line(imageCount, noun, looks.length)}
      </p>
      {looks.length > 0 && (
        <details className="test-set__looks">
          <summary>{text.looks}</summary>
          <div className="stack">
            <Table
              caption={text.looks}
              columns={COLUMNS}
              rows={looks}
              rowKey={(row) => row.at}
            />
            {isOpen && <p className="muted small">{text.sealAgain}</p>}
          </div>
        </details>
      )}
    </section>
  );
}

const COLUMNS: readonly Column<TestSet["looks"][number]>[] = [
  { id: "at", header: text.when, cell: (row) => formatMoment(row.at) },
  {
    id: "run",
    header: text.run,
    cell: (row) => row.runName ?? strings.common.none,
  },
  { id: "reason", header: text.reason, cell: (row) => row.reason },
];
