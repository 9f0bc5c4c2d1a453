import type { ImageFilter } from "#api/datasets.ts";
import { SplitSchema } from "#api/base.ts";
import { ImageFilterSchema } from "#api/datasets.ts";

/**
 * The filter in the address, so that a link from any screen opens just these pictures:
 * `/data?class=3&predicted=5&correct=no&run=r1&split=test&excluded=any&name=img&order=suspicious`.
 */
export function readFilter(parameters: URLSearchParams): ImageFilter {
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
  }
  if (order !== undefined && order !== "added") {
    filter.order = order;
  }
  return filter;
}

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
  set(next, "order", filter.order === "added" ? undefined : filter.order);
  return next;
}

/** Whether it leaves pictures out; an order alone does not. */
export function isNarrowed(filter: ImageFilter): boolean {
  const { order: _, runId: __, ...narrowing } = filter;
  return Object.values(narrowing).some((value) => value !== undefined);
}

function readNumbers(text: string | null): number[] {
  return (text ?? "")
    .split(",")
    .filter((part) => /^\d+$/.test(part))
    .map(Number);
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
