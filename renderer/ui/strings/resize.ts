import { formatPercent } from "#renderer/ui/format.ts";

const share = (value: number) => formatPercent(value, 0);

export const resizeStrings = {
  legend: "Fitting pictures to the square",
  modes: {
    squash: {
      label: "Squash",
      why: "Nothing is lost, proportions change.",
    },
    crop: {
      label: "Crop",
      why: "Proportions stay, what is dimmed is cut off.",
    },
    fit: {
      label: "Fit",
      why: "Proportions stay, the rest is filled; things get smaller.",
    },
  },
  /** What a screen reader calls a picture in a mode. */
  shown: (mode: string, width: number, height: number) =>
    `A picture of ${width} × ${height} px: ${mode.toLowerCase()}`,
  default:
    "Squash is the default: nothing of a picture is lost, and on photographs of clothes it was right most often, crop next, fit with white borders least. Choose another where proportions tell your classes apart.",
  allSquare: "All pictures are square: the three ways are the same.",
  cropLoss: ({
    mean,
    median,
    most,
  }: {
    readonly mean: number;
    readonly median: number;
    readonly most: number;
  }) =>
    most - median < 0.005 && median - mean < 0.005
      ? `Crop cuts ${share(mean)} of the area of every picture.`
      : `Crop cuts ${share(mean)} of the area on average; ${share(median)} or more of half the pictures, ${share(most)} of the worst.`,
  noPictures: "Import pictures to see this on yours.",
  loading: "Preparing your pictures …",
  failed: "The pictures cannot be shown here",
  padding: "Around a fitted picture",
  paddings: {
    constant: "The background colour",
    edge: "Its edge, drawn out",
    mirror: "Its mirror image",
  },
  background: "Background",
  backgroundWhy: "Shows through where a picture is transparent.",
  backgroundWhyAround:
    "Lies around a fitted picture and shows through where one is transparent.",
  backgrounds: { white: "White", black: "Black", grey: "Grey", own: "Own …" },
  ownColour: "Own background colour",
} as const;
