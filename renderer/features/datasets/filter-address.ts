import type { ImageFilter } from "#api/datasets.ts";
import { SplitSchema } from "#api/base.ts";
import { ImageFilterSchema } from "#api/datasets.ts";

/**
 * The filter in the address, so that a link from any screen opens just these pictures:
 * `/data?class=3&predicted=5&correct=no&run=r1&split=test&excluded=any&name=img&order=suspicious`,
 * `/data?finding=near-duplicates`, `/data?labelled=any&confidence=0-0.5&attribute.camera=A&attribute.camera=B`. Pictures that were
 * picked by hand or by likeness are too many for an address: it names what this window keeps of them (`picked=…`).
 * @param picked the ids of the pictures that `picked` names
 */
export function readFilter(
  parameters: URLSearchParams,
  picked?: readonly number[],
): ImageFilter {
  const filter: ImageFilter = {};
  const classIds = readNumbers(parameters.get("class"));
  const predictedClassIds = readNumbers(parameters.get("predicted"));
  const splits = (parameters.get("split") ?? "")
    .split(",")
    .map((split) => SplitSchema.safeParse(split).data)
    .filter((split) => split !== undefined);
  const excluded = ImageFilterSchema.shape.excluded.safeParse(
    parameters.get("excluded"),
  ).data;
  const order = ImageFilterSchema.shape.order.safeParse(
    parameters.get("order"),
  ).data;
  const search = parameters.get("name");
  const correct = parameters.get("correct");
  const runId = parameters.get("run");
  const finding = parameters.get("finding");
  const labelled = ImageFilterSchema.shape.labelled.safeParse(
    parameters.get("labelled"),
  ).data;
  const confidence = readRange(parameters.get("confidence"));
  const attributes = readAttributes(parameters);
  if (classIds.length > 0) {
    filter.classIds = classIds;
  }
  if (splits.length > 0) {
    filter.splits = splits;
  }
  if (excluded !== undefined && excluded !== "no") {
    filter.excluded = excluded;
  }
  if (search !== null && search !== "") {
    filter.search = search;
  }
  if (runId !== null && runId !== "") {
    filter.runId = runId;
    if (predictedClassIds.length > 0) {
      filter.predictedClassIds = predictedClassIds;
    }
    if (correct === "yes" || correct === "no") {
      filter.correct = correct === "yes";
    }
    if (confidence !== undefined) {
      filter.confidence = confidence;
    }
  }
  if (finding !== null && finding !== "") {
    filter.finding = finding;
  }
  if (labelled !== undefined && labelled !== "yes") {
    filter.labelled = labelled;
  }
  if (attributes !== undefined) {
    filter.attributes = attributes;
  }
  if (picked !== undefined) {
    filter.imageIds = [...picked];
  }
  if (order !== undefined && order !== "added") {
    filter.order = order;
  }
  return filter;
}

/** Names what picked-pictures.ts keeps. */
export const PICKED_PARAMETER = "picked";
const ATTRIBUTE = "attribute.";

/** The address with another filter, and no more of one picture; the run and the open dialog are kept. */
export function writeFilter(
  parameters: URLSearchParams,
  filter: ImageFilter,
): URLSearchParams {
  const next = new URLSearchParams(parameters);
  next.delete("image");
  set(next, "class", filter.classIds?.join(","));
  set(next, "split", filter.splits?.join(","));
  set(next, "excluded", filter.excluded === "no" ? undefined : filter.excluded);
  set(next, "name", filter.search);
  set(next, "predicted", filter.predictedClassIds?.join(","));
  set(
    next,
    "correct",
    filter.correct === undefined ? undefined : filter.correct ? "yes" : "no",
  );
  if (filter.runId !== undefined) {
    next.set("run", filter.runId);
  }
  set(next, "confidence", filter.confidence?.join("-"));
  set(next, "finding", filter.finding);
  set(
    next,
    "labelled",
    filter.labelled === "yes" ? undefined : filter.labelled,
  );
  if (filter.imageIds === undefined) {
    next.delete(PICKED_PARAMETER);
  }
  writeAttributes(next, filter.attributes);
  set(next, "order", filter.order === "added" ? undefined : filter.order);
  return next;
}

/** Whether it leaves pictures out; an order alone does not. */
export function isNarrowed(filter: ImageFilter): boolean {
  const { order: _, runId: __, labelled, ...narrowing } = filter;
  return (
    labelled === "no" ||
    Object.values(narrowing).some((value) => value !== undefined)
  );
}

function readNumbers(text: string | null): number[] {
  return (text ?? "")
    .split(",")
    .filter((part) => /^\d+$/.test(part))
    .map(Number);
}

/** `0.2-0.8`, both within 0 to 1. */
function readRange(text: string | null): [number, number] | undefined {
  const [least, most, ...rest] = (text ?? "").split("-").map(Number);
  return least !== undefined &&
    most !== undefined &&
    rest.length === 0 &&
    least >= 0 &&
    least <= most &&
    most <= 1
    ? [least, most]
    : undefined;
}

function readAttributes(
  parameters: URLSearchParams,
): Record<string, string[]> | undefined {
  const names = new Set(
    [...parameters.keys()].filter((key) => key.startsWith(ATTRIBUTE)),
  );
  return names.size === 0
    ? undefined
    : Object.fromEntries(
        [...names].map((key) => [
          key.slice(ATTRIBUTE.length),
          parameters.getAll(key),
        ]),
      );
}

function writeAttributes(
  parameters: URLSearchParams,
  attributes: ImageFilter["attributes"],
): void {
  for (const key of new Set(parameters.keys())) {
    if (key.startsWith(ATTRIBUTE)) {
      parameters.delete(key);
    }
  }
  for (const [name, values] of Object.entries(attributes ?? {})) {
    for (const value of values) {
      parameters.append(ATTRIBUTE + name, value);
    }
  }
}

function set(
  parameters: URLSearchParams,
  name: string,
  value: string | undefined,
): void {
  if (value === undefined || value === "") {
    parameters.delete(name);
  } else {
    parameters.set(name, value);
  }
}
