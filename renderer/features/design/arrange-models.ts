import type { ModelSpeed, ModelSummary } from "#api/models.ts";

export const SHELVES = [
  "built-in",
  "pretrained",
  "own",
  "imported",
  "classic",
] as const;
export type Shelf = (typeof SHELVES)[number];

export const ORDERS = [
  "catalogue",
  "name",
  "size",
  "speed",
  "accuracy",
] as const;
export type ModelOrder = (typeof ORDERS)[number];

/** What a person wants to see of the catalogue. */
export interface CatalogueWish {
  readonly search: string;
  /** Empty: all. */
  readonly shelves: readonly Shelf[];
  /** Null: all. */
  readonly family: string | null;
  readonly order: ModelOrder;
}

/** Networks of one line of papers, such as the ResNets, on one card. */
export interface ModelFamily {
  readonly name: string;
  readonly models: readonly ModelSummary[];
}

export interface FilledShelf {
  readonly shelf: Shelf;
  readonly families: readonly ModelFamily[];
}

/** The shelves with what is wanted on them. Members of a family stay together, so that an order goes by its first. */
export function arrangeModels(
  models: readonly ModelSummary[],
  speeds: ReadonlyMap<string, ModelSpeed>,
  { search, shelves, family, order }: CatalogueWish,
): FilledShelf[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = models
    .filter((model) => family === null || familyOf(model) === family)
    .filter((model) => {
      const text =
        `${model.name} ${model.id} ${model.description}`.toLowerCase();
      return words.every((word) => text.includes(word));
    })
    .toSorted(comparison(order, speeds));
  return SHELVES.filter(
    (shelf) => shelves.length === 0 || shelves.includes(shelf),
  ).map((shelf) => ({
    shelf,
    families: inFamilies(wanted.filter((model) => model.shelf === shelf)),
  }));
}

/** `EfficientNetV2-B0` is an EfficientNet, `LeNet-5 of 1998` a LeNet; a person's own networks belong to no family. */
export function familyOf({ id, name, shelf }: ModelSummary): string {
  if (shelf === "own" || shelf === "imported") return id;
  return /^[A-Z][A-Za-z]*?(?=V\d|[-, ]|$)/.exec(name)?.[0] ?? name;
}

/** Families of more than one network, by name. */
export function familyNames(models: readonly ModelSummary[]): string[] {
  return [...Map.groupBy(models, familyOf)]
    .filter(([, members]) => members.length > 1)
    .map(([name]) => name)
    .toSorted((left, right) => left.localeCompare(right));
}

function inFamilies(models: readonly ModelSummary[]): ModelFamily[] {
  return [...Map.groupBy(models, familyOf)].map(([name, members]) => ({
    name,
    models: members,
  }));
}

type Comparison = (left: ModelSummary, right: ModelSummary) => number;

function comparison(
  order: ModelOrder,
  speeds: ReadonlyMap<string, ModelSpeed>,
): Comparison {
  switch (order) {
    case "catalogue":
      return () => 0;
    case "name":
      return (left, right) =>
        left.name.localeCompare(right.name, "en", { numeric: true });
    case "size":
      return (left, right) => left.parameters.total - right.parameters.total;
    case "speed":
      return largestFirst(
        ({ id }) => speeds.get(id)?.forwardImagesPerSecond ?? null,
      );
    case "accuracy":
      return largestFirst(({ accuracy }) => accuracy?.top1 ?? null);
  }
}

/** What has no value comes last. */
function largestFirst(
  valueOf: (model: ModelSummary) => number | null,
): Comparison {
  return (left, right) => (valueOf(right) ?? -1) - (valueOf(left) ?? -1);
}
