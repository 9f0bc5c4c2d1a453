import "./problems-dialog.css";

import { useState } from "react";

import type { FileProblem } from "#api/datasets.ts";
import {
  PROBLEM_PAGE_SIZE,
  useProblems,
} from "#renderer/engine-client/use-datasets.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { Dialog } from "#renderer/ui/dialog.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";
import type { Column } from "#renderer/ui/table.tsx";
import { Table } from "#renderer/ui/table.tsx";

const text = strings.datasets;

const COLUMNS: readonly Column<FileProblem>[] = [
  {
    id: "severity",
    header: text.problemTaken,
    cell: severityCell,
  },
  { id: "path", header: text.problemFile, cell: pathCell },
  { id: "reason", header: text.problemReason, cell: reasonCell },
];

/** Every file that was not taken, or taken with a remark, and why. */
export function ProblemsDialog({ onClose }: { onClose: () => void }) {
  const [page, setPage] = useState(0);
  const answer = useProblems(page).data;
  const first = page * PROBLEM_PAGE_SIZE;
  return (
    <Dialog
      title={text.problemsTitle}
      description={text.problemsMessage}
      size="large"
      onClose={onClose}
      actions={
        answer !== undefined &&
        answer.total > PROBLEM_PAGE_SIZE && (
          <>
            <span className="muted figures grow">
              {text.pageOf(
                first + 1,
                Math.min(first + PROBLEM_PAGE_SIZE, answer.total),
                answer.total,
              )}
            </span>
            <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
              {text.previousPage}
            </Button>
            <Button
              disabled={first + PROBLEM_PAGE_SIZE >= answer.total}
              onClick={() => setPage(page + 1)}
            >
              {text.nextPage}
            </Button>
          </>
        )
      }
    >
      {answer === undefined ? (
        <LoadingBlock label={strings.common.loading} />
      ) : (
        <Table
          caption={text.problemsTitle}
          rows={answer.problems}
          rowKey={({ id }) => id}
          columns={COLUMNS}
        />
      )}
    </Dialog>
  );
}

function severityCell({ severity }: FileProblem) {
  return (
    <Badge tone={severity === "skipped" ? "danger" : "neutral"}>
      {severity === "skipped" ? text.skipped : text.note}
    </Badge>
  );
}

function pathCell({ path }: FileProblem) {
  return <span className="problem__path">{path}</span>;
}

function reasonCell({ message, code }: FileProblem) {
  return (
    <>
      {message} <code className="muted">{code}</code>
    </>
  );
}
