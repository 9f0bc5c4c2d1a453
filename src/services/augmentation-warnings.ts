import type { DatasetWarning } from "#engine/datasets/statistics.ts";
import type { AugmentationConfig } from "#engine/imaging/augmentations/configuration.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { ClassRow } from "#engine/storage/index-types.ts";

/** Turned by more than this, a 6 can be a 9 and an arrow points elsewhere. */
const TURN_THAT_MISLEADS = 45;
/** Turned by less than this, a picture has an up and a down. */
const ANY_DIRECTION = 90;
const STRONG_HUE = 20;

/** What an augmentation may change of a picture's meaning, by the names and the colours of the classes. */
export function augmentationWarnings(
  augmentation: AugmentationConfig,
  classes: readonly ClassRow[],
  reader: Pick<IndexReader, "page" | "measures">,
): DatasetWarning[] {
  const names = classes.map(({ name }) => name);
  return [
    ...mirrorWarnings(augmentation, names),
    ...turnWarnings(augmentation, names),
    ...colourWarnings(augmentation, classes, reader),
  ];
}

function mirrorWarnings(
  { horizontalFlip, verticalFlip, rotation }: AugmentationConfig,
  names: readonly string[],
): DatasetWarning[] {
  const warnings: DatasetWarning[] = [];
  const written = names.filter(isWritten);
  const sides = names.filter((name) => SIDES.test(name));
  if ((horizontalFlip || verticalFlip) && written.length > 0) {
    warnings.push({
      code: "augmentation/mirrored-writing",
      message: `Mirroring changes what digits and letters mean, and the classes ${listed(written)} look like such. Switch mirroring off.`,
    });
  }
  if (horizontalFlip && sides.length > 0) {
    warnings.push({
      code: "augmentation/mirrored-sides",
      message: `Mirroring left and right turns one of the classes ${listed(sides)} into another. Switch it off.`,
    });
  }
  if (verticalFlip) {
    const upright = names.filter((name) => UPRIGHT.test(name));
    if (upright.length > 0) {
      warnings.push({
        code: "augmentation/upside-down-direction",
        message: `Mirroring up and down changes the direction that ${listed(upright)} stand for. Switch it off.`,
      });
    } else if (rotation < ANY_DIRECTION) {
      warnings.push({
        code: "augmentation/upside-down",
        message:
          "Photographs are seldom upside down. Mirror up and down only where pictures are taken from above, as in microscopy and satellite pictures.",
      });
    }
  }
  return warnings;
}

function turnWarnings(
  { rotation, policy }: AugmentationConfig,
  names: readonly string[],
): DatasetWarning[] {
  // TrivialAugment turns by up to 135°, the others by up to 30°.
  const turn = policy?.name === "trivialaugment" ? 135 : rotation;
  if (turn <= TURN_THAT_MISLEADS) return [];
  const pairs = TURNED_PAIRS.filter((pair) =>
    pair.every((one) => names.some((name) => symbolOf(name) === one)),
  ).map((pair) => pair.join(" and "));
  const directed = names.filter(
    (name) => SIDES.test(name) || UPRIGHT.test(name),
  );
  const mixedUp = [...pairs, ...directed];
  if (mixedUp.length === 0) return [];
  return [
    {
      code: "augmentation/turned-meaning",
      message: `Turned by up to ${turn}°, ${listed(mixedUp)} can no longer be told apart. Keep rotation at ${TURN_THAT_MISLEADS / 3}° or below.`,
    },
  ];
}

function colourWarnings(
  augmentation: AugmentationConfig,
  classes: readonly ClassRow[],
  reader: Pick<IndexReader, "page" | "measures">,
): DatasetWarning[] {
  const { hue, grey = 0, invert = 0, policy } = augmentation;
  const changes = [
    ...(hue > STRONG_HUE ? ["hue"] : []),
    ...(grey > 0 ? ["grey"] : []),
    ...(invert > 0 || policy?.name === "autoaugment-svhn"
      ? ["the negative"]
      : []),
  ];
  if (changes.length === 0) return [];
  const named = classes
    .map(({ name }) => name)
    .filter((name) => COLOURS.test(name));
  if (named.length < 2 && !colourTellsClasses(classes, reader)) return [];
  const reason =
    named.length >= 2
      ? `the classes ${listed(named)} are named by colours`
      : "the mean colour of your pictures tells the classes apart";
  return [
    {
      code: "augmentation/colour-counts",
      message: `Colour seems to matter here: ${reason}. Leave off ${changes.join(" and ")}.`,
    },
  ];
}

const SAMPLED_CLASSES = 20;
const SAMPLED_PICTURES = 40;
const LEAST_MEASURED = 5;
/** Share of the variance of mean colours that lies between classes. */
const TELLING_SHARE = 0.5;

/** Whether classes explain at least half of how mean colours (without brightness) vary, in a sample of measured pictures. */
function colourTellsClasses(
  classes: readonly ClassRow[],
  reader: Pick<IndexReader, "page" | "measures">,
): boolean {
  const groups = classes.slice(0, SAMPLED_CLASSES).flatMap(({ id }) => {
    const { images } = reader.page({ classIds: [id] }, 0, SAMPLED_PICTURES);
    const measured = reader.measures(images.map((image) => image.id));
    const colours = [...measured.values()].map(({ red, green, blue }) => [
      red - green,
      (red + green) / 2 - blue,
    ]);
    return colours.length < LEAST_MEASURED ? [] : [colours];
  });
  if (groups.length < 2) return false;
  return [0, 1].some((axis) => {
    const values = groups.map((group) =>
      group.map((colour) => colour[axis] as number),
    );
    const all = values.flat();
    const total = sumOfSquares(all, mean(all));
    const between = values.reduce(
      (sum, group) => sum + group.length * (mean(group) - mean(all)) ** 2,
      0,
    );
    return total > 0 && between / total > TELLING_SHARE;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sumOfSquares(values: readonly number[], middle: number): number {
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

const SIDES =
  /(?<![a-z])(left|right|links|rechts|east|west|arrows?|turn)(?![a-z])/i;
const UPRIGHT =
  /(?<![a-z])(up|down|upwards?|downwards?|north|south|thumbs?)(?![a-z])/i;
const COLOURS =
  /(?<![a-z])(red|green|blue|yellow|orange|purple|violet|pink|brown|black|white|gr[ae]y|ripe|unripe)(?![a-z])/i;
const NUMBER_WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
];
const TURNED_PAIRS = [
  ["6", "9"],
  ["b", "q"],
  ["d", "p"],
  ["m", "w"],
  ["n", "z"],
  ["n", "u"],
] as const;

/** The digit or letter that a class seems to stand for: "7", "digit 7", "seven", "letter_b"; else nothing. */
function symbolOf(name: string): string | null {
  const last = name
    .toLowerCase()
    .split(/[\s_-]+/)
    .at(-1) as string;
  const number = NUMBER_WORDS.indexOf(last);
  if (number >= 0) return String(number);
  return /^[0-9a-z]$/.test(last) ? last : null;
}

/** One letter alone may be any name; two are an alphabet. */
function isWritten(name: string, _place: number, names: readonly string[]) {
  return (
    symbolOf(name) !== null &&
    names.filter((one) => symbolOf(one) !== null).length >= 2
  );
}

const MOST_NAMES = 4;

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(", ");
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
