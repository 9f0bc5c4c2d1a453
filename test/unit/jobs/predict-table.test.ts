import { describe, expect, it } from "vitest";

import { csvLine } from "#engine/jobs/predict-job.ts";

describe("csvLine", () => {
  it("quotes what needs quotes", () => {
    expect(csvLine(["a", 'b "c", d', "e\nf"])).toBe(
      'a,"b ""c"", d","e\nf"\r\n',
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)"])(
    "makes %s text, so that a spreadsheet does not run it",
    (cell) => {
      expect(csvLine([cell])).toBe(`'${cell}\r\n`);
    },
  );
});
