import type { DoctorCheck } from "#api/doctor.ts";
import { Badge } from "#renderer/ui/chip.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.doctor;
const SEVERITIES = ["high", "medium", "low"] as const;

/** All checks: those that found something by how much they spoil, then the others. */
export function CheckList({
  checks,
  chosen,
  onChoose,
}: {
  checks: readonly DoctorCheck[];
  chosen: string;
  onChoose: (id: string) => void;
}) {
  const striking = checks.filter((check) => countOf(check) > 0);
  const quiet = checks.filter((check) => countOf(check) === 0);
  const groups = [
    ...SEVERITIES.map((severity) => ({
      title: text.severities[severity],
      checks: striking.filter((check) => check.severity === severity),
    })),
    {
      title: text.nothingFound,
      checks: quiet.filter(({ checkedAt }) => checkedAt !== null),
    },
    {
      title: text.notChecked,
      checks: quiet.filter(({ checkedAt }) => checkedAt === null),
    },
  ].filter((group) => group.checks.length > 0);
  return (
    <nav className="doctor__checks" aria-label={text.checks}>
      {groups.map((group) => (
        <section key={group.title} className="stack stack--tight">
          <h2 className="small muted">{group.title}</h2>
          <ul>
            {group.checks.map((check) => (
              <li key={check.id}>
                <CheckButton
                  check={check}
                  isChosen={check.id === chosen}
                  onChoose={() => onChoose(check.id)}
                />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function CheckButton({
  check,
  isChosen,
  onChoose,
}: {
  check: DoctorCheck;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const count = countOf(check);
  return (
    <button
      type="button"
      className="doctor__check"
      aria-current={isChosen ? "true" : undefined}
      onClick={onChoose}
    >
      <span>{check.title}</span>
      {count > 0 && (
        <Badge tone={check.severity === "high" ? "danger" : "warning"}>
          {formatCount(count)}
        </Badge>
      )}
    </button>
  );
}

/** Findings and remarks: what there is to look at. */
function countOf({ open, remarkCount }: DoctorCheck): number {
  return open + remarkCount;
}
