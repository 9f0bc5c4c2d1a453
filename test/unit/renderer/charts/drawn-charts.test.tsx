import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";

import { ConfusionMatrix } from "#renderer/charts/confusion-matrix.tsx";
import { NetworkDiagram } from "#renderer/charts/network-diagram.tsx";
import { ReliabilityDiagram } from "#renderer/charts/reliability-diagram.tsx";
import { TopBars } from "#renderer/charts/top-bars.tsx";

function matrixOf(classes: number): string {
  const counts = Array.from({ length: classes }, (_row, row) =>
    Array.from({ length: classes }, (_cell, column) =>
      row === column ? 9 : row + 1 === column ? 1 : 0,
    ),
  );
  return renderToStaticMarkup(
    <ConfusionMatrix
      counts={counts}
      names={counts.map((_row, index) => `class ${index}`)}
      order="given"
      label="Confusion matrix"
      trueLabel="True"
      predictedLabel="Predicted"
      cellText={(cell) => String(cell.count)}
      describeCell={(cell) =>
        `${cell.trueName} as ${cell.predictedName}: ${cell.count} of ${cell.total}`
      }
      onOpen={() => {}}
      open={null}
    />,
  );
}

function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

describe("ConfusionMatrix", () => {
  it("says every cell in words and lets Tab reach one of them", () => {
    const html = matrixOf(2);
    expect(html).toContain('aria-label="class 0 as class 1: 1 of 10"');
    expect(count(html, "<button")).toBe(4);
    expect(count(html, 'tabindex="0"')).toBe(1);
  });

  it("paints 200 classes instead of making 40,000 elements", () => {
    const html = matrixOf(200);
    expect(count(html, "<button")).toBe(1);
    expect(html).toContain("<canvas");
    expect(html).toContain("class 0 as class 0: 9 of 10");
  });
});

describe("NetworkDiagram", () => {
  it("lays a named button over every volume", () => {
    const html = renderToStaticMarkup(
      <NetworkDiagram
        inputShape={[32, 32, 1]}
        layers={[
          {
            name: "c1",
            op: "conv2d",
            outputShape: [28, 28, 6],
            parameters: 156,
          },
          { name: "out", op: "dense", outputShape: [10], parameters: 850 },
        ]}
        label="Layers"
        describeVolume={(volume) => volume.shape.join(" by ")}
        formatShape={(shape) => shape.join("×")}
        formatCount={String}
        chosen={null}
        onChoose={() => {}}
      />,
    );
    for (const name of ["32 by 32 by 1", "28 by 28 by 6", "10"])
      expect(html).toContain(`aria-label="${name}"`);
    expect(html).toContain(">156<");
  });
});

describe("ReliabilityDiagram", () => {
  it("leaves empty bins out", () => {
    const html = renderToStaticMarkup(
      <ReliabilityDiagram
        title="Calibration"
        bins={[
          { confidence: 0.1, accuracy: 0, count: 0 },
          { confidence: 0.9, accuracy: 0.8, count: 20 },
        ]}
        confidenceLabel="Confidence"
        accuracyLabel="Accuracy"
        countLabel="Pictures"
        describeBin={(bin) => `${bin.count} pictures`}
        format={(share) => `${share * 100} %`}
        tableLabel="Table"
      />,
    );
    expect(count(html, "<circle")).toBe(1);
    expect(html).toContain("20 pictures");
  });
});

describe("TopBars", () => {
  const bars = [{ id: 1, label: "hat", share: 0.75, color: "red" }];

  it("is a plain list without a choice to make", () => {
    const html = renderToStaticMarkup(
      <TopBars label="Classes" bars={bars} format={String} />,
    );
    expect(html).not.toContain("<button");
    expect(html).toContain("scaleX(0.75)");
  });

  it("marks the chosen bar among buttons", () => {
    const html = renderToStaticMarkup(
      <TopBars
        label="Classes"
        bars={bars}
        format={String}
        chosen={1}
        onChoose={() => {}}
      />,
    );
    expect(html).toContain('aria-pressed="true"');
  });
});
