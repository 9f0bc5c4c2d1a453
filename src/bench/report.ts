import { alignedTable } from "#engine/base/aligned-table.ts";
import type { BenchReport, BenchResult, BenchRow } from "./results.ts";
import type { Spread } from "./statistics.ts";

/** Differences above this are no rounding: the row does not measure the same computation. */
const AGREEMENT = 0.02;

const HEADINGS = ["", "value", "we are", "memory", "remarks"] as const;

/** For a terminal. */
export function formatText({ machine, results, notes }: BenchReport): string {
  return [
    describeMachine(machine),
    ...results.map(formatResult),
    ...notes,
  ].join("\n\n");
}

/** Columns of the README's table, and the sides whose rows belong there. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  Convolve: ["convolve:onnx:cpu", "convolve"],
  "Convolve on TensorFlow": ["convolve:tfjs:native"],
  Keras: ["keras", "tensorflow"],
  "PyTorch channels_last": ["torch-channels-last"],
  "PyTorch default layout": ["torch"],
  "onnxruntime in Python": ["onnxruntime"],
};

/** For a README: one table with a line per case. What has no column of its own stands in the last one. */
export function formatMarkdown({
  machine,
  results,
  notes,
}: BenchReport): string {
  const columns = Object.keys(COLUMNS).filter((column) =>
    results.some(({ rows }) => rowsOf(column, rows).length > 0),
  );
  const lines = results.map((result) => {
    const placed = columns.map((column) => rowsOf(column, result.rows)[0]);
    const others = result.rows.filter((row) => !placed.includes(row));
    return [
      `${result.title}, ${result.unit}`,
      ...placed.map(formatCell),
      others.map((row) => `${row.title} ${formatCell(row)}`).join("; "),
    ];
  });
  const table = [
    ["", ...columns, "also"],
    Array.from({ length: columns.length + 2 }, () => "---"),
    ...lines,
  ].map((cells) => `| ${cells.join(" | ")} |`);
  return [describeMachine(machine), table.join("\n"), ...notes].join("\n\n");
}

function rowsOf(column: string, rows: readonly BenchRow[]): BenchRow[] {
  return rows.filter(({ side }) => COLUMNS[column]?.includes(side));
}

/** `118 (1.9 ×)`: the value, and how many times as fast we are. */
function formatCell(row: BenchRow | undefined): string {
  if (!row?.spread) return row?.note ? "failed" : "";
  const { difference, ourAdvantage, spread } = row;
  const isOther = difference !== null && difference > AGREEMENT;
  const ratio = ourAdvantage ? ` (${formatNumber(ourAdvantage.median)} ×)` : "";
  return `${formatNumber(spread.median)}${ratio}${isOther ? " NOT THE SAME" : ""}`;
}

/** One table of a terminal, aligned. */
export function formatResult(result: BenchResult): string {
  const rows = [
    [...HEADINGS],
    ...result.rows.map((row) => cellsOf(row, result)),
  ];
  return [`${result.title} (${result.unit})`, ...alignedTable(rows)].join("\n");
}

function cellsOf(row: BenchRow, { unit }: BenchResult): string[] {
  return [
    row.title,
    row.spread ? formatSpread(row.spread) : "–",
    row.ourAdvantage ? `${formatSpread(row.ourAdvantage)} ×` : "",
    row.peakBytes === null ? "" : `${Math.round(row.peakBytes / 1e6)} MB`,
    remarksOf(row, unit),
  ];
}

function remarksOf(
  { difference, note, idleShare }: BenchRow,
  unit: BenchResult["unit"],
): string {
  const parts = [
    note,
    difference === null
      ? null
      : difference > AGREEMENT
        ? `NOT THE SAME: differs by ${difference.toPrecision(2)}`
        : unit === "images/s"
          ? `same to ${difference.toExponential(0)}`
          : null,
    idleShare !== null && idleShare > 0.1
      ? `used ${Math.round(100 * idleShare)} % of a core while others were measured`
      : null,
  ];
  return parts.filter((part) => part !== null).join("; ");
}

/** `118 (112–121)`, or just the value where there is only one. */
function formatSpread({ median, low, high }: Spread): string {
  const middle = formatNumber(median);
  return low === high
    ? middle
    : `${middle} (${formatNumber(low)}–${formatNumber(high)})`;
}

function formatNumber(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(value >= 10 ? 3 : 2);
}

function describeMachine({
  processor,
  threads,
  memoryBytes,
  system,
  versions,
}: BenchReport["machine"]): string {
  const list = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  return `${processor}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${(memoryBytes / 1e9).toFixed(0)} GB, ${system}; ${list}. Median (lowest–highest) of rounds in which the sides take turns; "we are" is how many times as fast Convolve's first row is in the same round.`;
}
