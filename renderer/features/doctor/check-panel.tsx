import { EyeOff, Images } from "lucide-react";
import { useState } from "react";

import type { DoctorCheck } from "#api/doctor.ts";
import {
  FINDINGS_PAGE_SIZE,
  useFindings,
} from "#renderer/engine-client/use-doctor.ts";
import { Button } from "#renderer/ui/button.tsx";
import { ButtonLink } from "#renderer/ui/button-link.tsx";
import { Notice } from "#renderer/ui/empty-state.tsx";
import { Panel } from "#renderer/ui/panel.tsx";
import { LoadingBlock } from "#renderer/ui/spinner.tsx";
import { strings } from "#renderer/ui/strings.ts";

import { toCards } from "./finding-cards.ts";
import { FindingList } from "./finding-list.tsx";
import { RemarkList } from "./remark-list.tsx";

const text = strings.doctor;

/** One check: why it matters, what it says of the whole set, and its findings. */
export function CheckPanel({ check }: { check: DoctorCheck }) {
  const [wanted, setState] = useState<"open" | "dismissed">("open");
  // When the last dismissed one was taken back, there is nothing left to show of them.
  const state = check.dismissed === 0 ? "open" : wanted;
  const [page, setPage] = useState(0);
  const { data } = useFindings(check.id, state, page);
  const total = data?.total ?? 0;
  const hasFindings = state === "dismissed" || check.open > 0;
  return (
    <Panel
      title={check.title}
      actions={
        <div className="row row--wrap">
          {check.dismissed > 0 && (
            <Button
              size="small"
              variant="quiet"
              icon={EyeOff}
              onClick={() => {
                setState(state === "open" ? "dismissed" : "open");
                setPage(0);
              }}
            >
              {state === "open"
                ? text.showDismissed(check.dismissed)
                : text.showOpen}
            </Button>
          )}
          {check.open > 0 && (
            <ButtonLink
              size="small"
              variant="quiet"
              icon={Images}
              to={`/data?finding=${encodeURIComponent(check.id)}&order=finding&labelled=any`}
            >
              {text.inGrid}
            </ButtonLink>
          )}
        </div>
      }
    >
      <div className="stack">
        <p className="muted doctor__why">{check.why}</p>
        {check.leftOut !== null && (
          <Notice tone="warning" title={text.leftOut}>
            {check.leftOut}
          </Notice>
        )}
        <RemarkList remarks={check.remarks} total={check.remarkCount} />
        {!hasFindings ? (
          check.remarkCount === 0 &&
          check.leftOut === null && (
            <Notice title={text.nothingHere}>
              {text.nothingHereWhy(check.dismissed)}
            </Notice>
          )
        ) : data === undefined ? (
          <LoadingBlock label={strings.common.loading} />
        ) : (
          <FindingList
            check={check}
            state={state}
            cards={toCards(data.findings)}
          />
        )}
        {total > FINDINGS_PAGE_SIZE && (
          <Pager page={page} total={total} onPage={setPage} />
        )}
      </div>
    </Panel>
  );
}

function Pager({
  page,
  total,
  onPage,
}: {
  page: number;
  total: number;
  onPage: (page: number) => void;
}) {
  const from = page * FINDINGS_PAGE_SIZE;
  const to = Math.min(total, from + FINDINGS_PAGE_SIZE);
  return (
    <div className="row">
      <Button
        size="small"
        disabled={page === 0}
        onClick={() => onPage(page - 1)}
      >
        {text.previous}
      </Button>
      <span className="muted small figures">
        {text.page(Math.min(from + 1, total), to, total)}
      </span>
      <Button
        size="small"
        disabled={to >= total}
        onClick={() => onPage(page + 1)}
      >
        {text.next}
      </Button>
    </div>
  );
}
