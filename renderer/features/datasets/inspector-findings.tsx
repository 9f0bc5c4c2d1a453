import { Link } from "react-router";

import type { ImageDetail } from "#api/datasets.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import { useDataActs } from "#renderer/ui/data-acts.ts";
import { strings } from "#renderer/ui/strings.ts";

import { InspectorPart } from "./inspector-part.tsx";

/** What the check-up found about a picture, how sure it is, and the most usual remedy. */
export function InspectorFindings({
  findings,
  readOnly,
}: {
  findings: ImageDetail["findings"];
  readOnly: boolean;
}) {
  const acts = useDataActs();
  return (
    <InspectorPart title={strings.datasets.findings}>
      {findings.map(({ id, check, title, sureness, message, remedies }) => {
        const [remedy] = remedies;
        return (
          <div key={id} className="stack stack--tight">
            <span className="row">
              <Link to={`/data/doctor?check=${check}`}>{title}</Link>
              <Badge>{strings.doctor.sureness[sureness]}</Badge>
            </span>
            <p className="small">{message}</p>
            {remedy !== undefined && (
              <Button
                size="small"
                disabled={readOnly}
                onClick={() => acts.remedy(check, id, remedy)}
              >
                {strings.doctor.remedies[remedy]}
              </Button>
            )}
          </div>
        );
      })}
    </InspectorPart>
  );
}
