import type { Sureness } from "#api/doctor.ts";
import type { CheckFacts, CheckFinding, CheckResult } from "./check.ts";
import type { PictureColumns } from "./picture-columns.ts";

/** What strikes more than this share of the pictures is how this data set looks: one remark instead of a finding for each. */
const USUAL_SHARE = 0.1;
/** In a small set a few pictures are not yet what is usual. */
const ALWAYS_SINGLE = 5;

export interface Strike {
  /** Larger is worse. */
  readonly score: number;
  readonly sureness: Sureness;
  readonly message: string;
}

/**
 * Looks at each picture that was measured by itself.
 * @param judge what strikes about the picture of a row; null: nothing
 * @param asUsual the remark when many pictures strike; `share` in percent
 */
export function findUnusual(
  { pictures }: CheckFacts,
  judge: (row: number) => Strike | null,
  asUsual: {
    readonly code: string;
    readonly message: (share: number) => string;
  },
): CheckResult {
  const findings: CheckFinding[] = [];
  let looked = 0;
  for (let row = 0; row < pictures.count; row++) {
    if (pictures.isMeasured[row] !== 1) continue;
    looked += 1;
    const strike = judge(row);
    if (strike) findings.push(findingOn(pictures, row, strike));
  }
  if (findings.length <= Math.max(ALWAYS_SINGLE, USUAL_SHARE * looked)) {
    return { findings, remarks: [] };
  }
  const share = Math.round((100 * findings.length) / looked);
  return {
    findings: [],
    remarks: [
      {
        code: asUsual.code,
        message: asUsual.message(share),
        sureness: "possible",
      },
    ],
  };
}

function findingOn(
  pictures: PictureColumns,
  row: number,
  { score, sureness, message }: Strike,
): CheckFinding {
  return {
    imageId: pictures.imageIds[row]!,
    otherImageId: null,
    score,
    details: { sureness, message },
  };
}

/** A share as whole percents. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
