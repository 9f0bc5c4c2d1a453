import type { DoctorRemark } from "#api/doctor.ts";
import { strings } from "#renderer/ui/strings.ts";

import { SurenessBadge } from "./sureness-badge.tsx";

const text = strings.doctor;
const SHOWN = 30;

/** What a check says of the whole data set, of a class, or of files that are no pictures of it. */
export function RemarkList({
  remarks,
  total,
}: {
  remarks: readonly DoctorRemark[];
  total: number;
}) {
  if (remarks.length === 0) return null;
  const shown = remarks.slice(0, SHOWN);
  return (
    <ul className="doctor__remarks">
      {shown.map(({ path, message, sureness }) => (
        <li key={`${path ?? ""}/${message}`}>
          <SurenessBadge sureness={sureness} />
          <span>
            {path !== undefined && <strong>{path} </strong>}
            {message}
          </span>
        </li>
      ))}
      {total > shown.length && (
        <li className="muted">{text.moreRemarks(total - shown.length)}</li>
      )}
    </ul>
  );
}
