import {
  NOTHING,
  type Check,
  type CheckFacts,
  type Remark,
} from "#engine/curation/check.ts";
import type { Category } from "#engine/curation/picture-columns.ts";
import { binNumbers, scoreProperty } from "#engine/curation/single-property.ts";

interface Property {
  /** As the start of a sentence. */
  readonly name: string;
  /** Whether it can honestly belong to the content, such as the colour of frogs; then it has to tell much more. */
  readonly isContent: boolean;
  readonly values: Float64Array | Category;
}

/** Share of the errors of chance that a property has to take away. */
const TELLS = 0.2;
const TELLS_OF_CONTENT = 0.45;
/** Standard errors above chance: with a dozen properties, one false alarm in 100,000 data sets. */
const SIGNIFICANT = 5;
/** Fewer cannot show anything. */
const LEAST_PICTURES = 40;
/** Words of a category beyond these are as good as names. */
const MOST_WORDS_SHARE = 0.2;

export const shortcuts: Check = {
  id: "shortcuts",
  title: "Shortcuts",
  why: "When file size, shape or folder alone tell the class, a model learns that instead of what is in the picture, and fails on pictures from elsewhere.",
  severity: "medium",
  usesLabels: true,
  remedies: [],
  run: async (facts) => {
    const rows = labelledRows(facts);
    const classIds = [
      ...new Set(rows.map((row) => facts.pictures.classIds[row]!)),
    ];
    if (rows.length < LEAST_PICTURES || classIds.length < 2) return NOTHING;
    const columnOf = new Map(classIds.map((id, column) => [id, column]));
    const labels = Int32Array.from(rows, (row) =>
      columnOf.get(facts.pictures.classIds[row]!)!,
    );
    const remarks: Remark[] = [];
    for (const property of propertiesOf(facts, rows)) {
      const remark = judge(property, labels, classIds.length);
      if (remark) remarks.push(remark);
    }
    return { findings: [], remarks };
  },
};

function judge(
  { name, isContent, values }: Property,
  labels: Int32Array,
  classCount: number,
): Remark | null {
  const { bins, binCount } =
    values instanceof Float64Array
      ? binNumbers(values)
      : { bins: values.codes, binCount: values.names.length };
  if (binCount < 2 || binCount > MOST_WORDS_SHARE * labels.length) return null;
  const score = scoreProperty(bins, binCount, labels, classCount);
  const limit = isContent ? TELLS_OF_CONTENT : TELLS;
  if (score.explained < limit || score.sigmas < SIGNIFICANT) return null;
  return {
    code: "shortcut",
    sureness: isContent
      ? "possible"
      : score.explained > 0.5
        ? "certain"
        : "likely",
    message: `${name} alone tells ${Math.round(score.accuracy * 100)} % of the pictures' classes, where always the largest class would be right for ${Math.round(score.chance * 100)} %. ${
      isContent
        ? "That may be so in the world too; if not, add pictures of each class taken in the same way."
        : "Make sure that pictures of all classes come from the same sources, at the same size and format."
    }`,
  };
}

function propertiesOf(
  { pictures, attributes, classes }: CheckFacts,
  rows: Int32Array,
): Property[] {
  const { widths, heights, sizeBytes, isMeasured } = pictures;
  const numbers = (of: (row: number) => number) => Float64Array.from(rows, of);
  const words = ({ names, codes }: Category): Category => ({
    names,
    codes: Int32Array.from(rows, (row) => codes[row]!),
  });
  const className = new Set(classes.map(({ name }) => name.toLowerCase()));
  const technical: Property[] = [
    ["The file's size", numbers((row) => sizeBytes[row]!)],
    ["The number of pixels", numbers((row) => widths[row]! * heights[row]!)],
    [
      "The shape (width by height)",
      numbers((row) => widths[row]! / Math.max(1, heights[row]!)),
    ],
    ["The file format", words(pictures.formats)],
    ["The source folder", words(pictures.sources)],
    ...attributes
      // A column that repeats the label is no discovery.
      .filter(
        ({ names }) => !names.some((name) => className.has(name.toLowerCase())),
      )
      .map((column): [string, Category] => [
        `The column “${column.name}”`,
        words(column),
      ]),
  ].map(([name, values]) => ({ name, values, isContent: false }) as Property);
  if (rows.some((row) => isMeasured[row] !== 1)) return technical;
  const content = [
    ["The brightness", pictures.brightness],
    ["The amount of red", pictures.red],
    ["The amount of green", pictures.green],
    ["The amount of blue", pictures.blue],
    ["The sharpness", pictures.sharpness],
  ] as const;
  return [
    ...technical,
    ...content.map(([name, column]) => ({
      name,
      values: numbers((row) => column[row]!),
      isContent: true,
    })),
  ];
}

function labelledRows({ pictures }: CheckFacts): Int32Array {
  const rows: number[] = [];
  pictures.classIds.forEach((classId, row) => {
    if (classId >= 0) rows.push(row);
  });
  return Int32Array.from(rows);
}
