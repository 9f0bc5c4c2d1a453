import type { RemedyId } from "#api/doctor.ts";
import { useEngine } from "#renderer/engine-client/engine-provider.tsx";
import { describeFailure } from "#renderer/engine-client/failures.ts";
import { inOrder } from "#renderer/engine-client/in-order.ts";
import { PICTURE_CHANGES, useDataActs } from "#renderer/ui/data-acts.ts";
import { strings } from "#renderer/ui/strings.ts";
import { showFailure, showToast } from "#renderer/ui/toast-store.ts";

const text = strings.doctor;

export interface Remedies {
  remedy(findings: readonly number[] | "all", remedy: RemedyId): void;
  dismiss(findings: readonly number[]): void;
  restore(findings: readonly number[]): void;
}

/** What can be done about the findings of a check; each says what happened and can be undone. */
export function useRemedies(check: string): Remedies {
  const { doctor } = useEngine();
  const { undo } = useDataActs();
  return {
    remedy(findings, remedy) {
      const ids = findings === "all" ? findings : [...findings];
      inOrder(() => doctor.remedy({ check, findings: ids, remedy })).then(
        ({ changed }) =>
          showToast({
            title: text.remedied(changed),
            group: PICTURE_CHANGES,
            ...(changed > 0 && {
              action: { label: strings.common.undo, perform: undo },
            }),
          }),
        fail,
      );
    },
    dismiss(findings) {
      const ids = [...findings];
      doctor.dismiss({ check, findings: ids }).then(
        ({ changed }) =>
          showToast({
            title: text.dismissed(changed),
            group: PICTURE_CHANGES,
            action: {
              label: strings.common.undo,
              perform: () => void doctor.restore({ findings: ids }).catch(fail),
            },
          }),
        fail,
      );
    },
    restore(findings) {
      doctor.restore({ findings: [...findings] }).catch(fail);
    },
  };
}

function fail(error: unknown): void {
  const { message } = describeFailure(error);
  showFailure({ message });
}
