import type { Noun } from "#renderer/ui/format.ts";

export const explainStrings = {
  title: "Explain",
  subtitle: (run: string) => `What ${run} looks at`,
  pictures: (noun: Noun) => (noun === "text" ? "Texts" : "Pictures"),
  filters: { mistakes: "Mistakes", right: "Right", all: "All" },
  filterLabel: (noun: Noun) => `Which ${noun}s`,
  previous: (noun: Noun) => `Earlier ${noun}s`,
  next: (noun: Noun) => `Later ${noun}s`,
  ofPictures: (from: string, to: string, total: string) =>
    `${from} to ${to} of ${total}`,
  none: (noun: Noun) => `No ${noun} of this kind.`,
  noneEvaluated:
    "Nothing is known yet of what it gets right: evaluate the run to sort by that.",
  noPicture: "Choose a picture below",
  noPictureText:
    "You then see which parts of it speak for a class, and what each layer makes of it.",
  loading: "Looking …",
  failed: "This picture could not be explained.",
  overlayAlt: (file: string, className: string) =>
    `${file} with a heat map of what speaks for ${className}`,
  pictureAlt: (file: string) => `${file} as the network sees it`,
  asSeen: "As the network sees it",
  speaksFor: (className: string) => `What speaks for ${className}`,
  view: "View",
  overlay: "Overlay",
  sideBySide: "Side by side",
  opacity: "Opacity of the heat map",
  low: "nothing",
  high: "most",
  inspector: "Classes and method",
  truth: "Label",
  classes: "Classes",
  classesHint: "Choose a class to see what speaks for it.",
  method: "Method",
  methodName: "Grad-CAM",
  methodTerm:
    "Weights each feature map by how strongly the score of the class depends on it, and adds them up (Selvaraju et al. 2017).",
  layerRead: (layer: string) => `read at ${layer}`,
  featureMaps: "Feature maps",
  featureMapsText:
    "What each channel of a layer makes of the picture, strongest first. Early layers see edges and colours, late ones parts and things.",
  layer: "Layer",
  layerOption: (name: string, shape: string) => `${name} (${shape})`,
  previousLayer: "Layer before",
  nextLayer: "Layer after",
  channel: (channel: number) => `Channel ${channel}`,
  channelAlt: (channel: number, low: string, high: string) =>
    `Channel ${channel}, from ${low} to ${high}`,
  shownOf: (shown: number, all: number) =>
    shown < all ? `${shown} of ${all} channels` : `${all} channels`,
  pictureName: (file: string, className: string) => `${file}: ${className}`,
  openData: "Show in Data",
} as const;
