/** What an index of so many pictures costs. */
export interface SizeFigures {
  readonly pictures: number;
  /** To write rows, measures and predictions. */
  readonly writeSeconds: number;
  /** 95th percentile of a page under every filter and order. */
  readonly pageMilliseconds: number;
  /** Until an engine has the project open. */
  readonly openMilliseconds: number;
  readonly memoryMebibytes: number;
}

interface Curve {
  readonly name: string;
  readonly colour: string;
  /** Place of the name beside the last point. */
  readonly shift: number;
  value(figures: SizeFigures): number;
}

const WIDTH = 720;
const HEIGHT = 380;
const FRAME = { left: 70, right: 530, top: 20, bottom: 330 };
/** Powers of ten. */
const X = { from: 3, to: 6 };
const Y = { from: -3, to: 3 };
/** Seen on white and on black. */
const INK = "#7d8590";

const CURVES: readonly Curve[] = [
  {
    name: "write all rows, s",
    colour: "#0f8a8f",
    shift: 0,
    value: ({ writeSeconds }) => writeSeconds,
  },
  {
    name: "open in an engine, s",
    colour: "#d97706",
    shift: 0,
    value: ({ openMilliseconds }) => openMilliseconds / 1000,
  },
  {
    name: "a page, 95th percentile, s",
    colour: "#4f83e0",
    shift: 4,
    value: ({ pageMilliseconds }) => pageMilliseconds / 1000,
  },
  {
    name: "memory of the engine, GiB",
    colour: "#c05299",
    shift: 0,
    value: ({ memoryMebibytes }) => memoryMebibytes / 1024,
  },
];

/** Cost against number of pictures as an SVG, both axes logarithmic; a dotted line shows what growing with the number would be. */
export function drawSizePlot(figures: readonly SizeFigures[]): string {
  const parts = [...gridLines(), ...linearLine()];
  for (const curve of CURVES) parts.push(...drawCurve(curve, figures));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}">
<title>Cost against the number of pictures</title>
${parts.join("\n")}
</svg>
`;
}

function drawCurve(curve: Curve, figures: readonly SizeFigures[]): string[] {
  const points = figures.map((each) => [
    across(Math.log10(each.pictures)),
    down(Math.log10(curve.value(each))),
  ]);
  const [endX = 0, endY = 0] = points.at(-1) ?? [];
  return [
    `<polyline points="${points.map((point) => point.join(",")).join(" ")}" fill="none" stroke="${curve.colour}" stroke-width="2"/>`,
    ...points.map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y}" r="3.5" fill="${curve.colour}"/>`,
    ),
    `<text x="${endX + 10}" y="${endY + 4 + curve.shift}" fill="${curve.colour}">${curve.name}</text>`,
  ];
}

function gridLines(): string[] {
  const lines: string[] = [];
  for (let power = X.from; power <= X.to; power++) {
    const x = across(power);
    lines.push(
      line(x, FRAME.top, x, FRAME.bottom, 'stroke-opacity="0.3"'),
      `<text x="${x}" y="${FRAME.bottom + 18}" text-anchor="middle">${(10 ** power).toLocaleString("en")}</text>`,
    );
  }
  for (let power = Y.from; power <= Y.to; power++) {
    const y = down(power);
    lines.push(
      line(FRAME.left, y, FRAME.right, y, 'stroke-opacity="0.3"'),
      `<text x="${FRAME.left - 8}" y="${y + 4}" text-anchor="end">${10 ** power}</text>`,
    );
  }
  lines.push(
    `<text x="${(FRAME.left + FRAME.right) / 2}" y="${FRAME.bottom + 40}" text-anchor="middle">pictures</text>`,
  );
  return lines;
}

/** One decade of cost per decade of pictures. */
function linearLine(): string[] {
  const from = -0.8;
  return [
    line(
      across(X.from),
      down(from),
      across(X.to),
      down(from + X.to - X.from),
      'stroke-dasharray="2 4"',
    ),
    `<text x="${across(4.65)}" y="${down(from + 1.3)}">in proportion</text>`,
  ];
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  style: string,
): string {
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}" ${style}/>`;
}

/** @param power of ten */
function across(power: number): number {
  const share = (power - X.from) / (X.to - X.from);
  return Math.round(FRAME.left + share * (FRAME.right - FRAME.left));
}

/** @param power of ten */
function down(power: number): number {
  const share = (power - Y.from) / (Y.to - Y.from);
  return Math.round(FRAME.bottom - share * (FRAME.bottom - FRAME.top));
}
