/**
 * Minimises a smooth function of many numbers with limited memory.
 * Dong C. Liu, Jorge Nocedal, On the limited memory BFGS method for large scale optimization, 1989,
 * https://doi.org/10.1007/BF01589116. Two-loop recursion and line search with the strong Wolfe conditions by bracketing and zoom:
 * Jorge Nocedal, Stephen J. Wright, Numerical optimization, 2nd edition 2006, algorithms 7.4, 3.5 and 3.6.
 */

/** The function at `x`: returns its value and writes its gradient. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Pairs of steps remembered; default 10. */
  readonly memory?: number;
  /** Default 200. */
  readonly maxIterations?: number;
  /** Ends when no component of the gradient is larger; default 1e-5. */
  readonly tolerance?: number;
  /** Awaited before each iteration: the place to look at a cancel flag. */
  readonly betweenIterations?: (() => Promise<void>) | undefined;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  /** False when the iterations ran out or no step improved the value. */
  readonly converged: boolean;
}

/** @param start not changed */
export async function minimiseLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions = {},
): Promise<LbfgsResult> {
  const memory = options.memory ?? 10;
  const maxIterations = options.maxIterations ?? 200;
  const tolerance = options.tolerance ?? 1e-5;
  const pairs: StepPair[] = [];
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(x.length);
  let value = objective(x, gradient);
  let iterations = 0;
  while (largest(gradient) > tolerance && iterations < maxIterations) {
    await options.betweenIterations?.();
    iterations++;
    let direction = descentDirection(gradient, pairs);
    if (dot(direction, gradient) >= 0) {
      pairs.length = 0;
      direction = descentDirection(gradient, pairs);
    }
    const first =
      pairs.length === 0
        ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)))
        : 1;
    const found = wolfeSearch(objective, x, value, gradient, direction, first);
    if (found === undefined) break;
    remember(pairs, memory, {
      step: difference(found.x, x),
      change: difference(found.gradient, gradient),
    });
    ({ x, value, gradient } = found);
  }
  return { x, value, iterations, converged: largest(gradient) <= tolerance };
}

interface StepPair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Derivative along the search direction. */
  readonly slope: number;
}

function remember(pairs: StepPair[], memory: number, pair: StepPair): void {
  // The curvature condition keeps the approximated Hessian positive definite.
  if (dot(pair.step, pair.change) <= 1e-12 * dot(pair.change, pair.change)) {
    return;
  }
  pairs.push(pair);
  if (pairs.length > memory) pairs.shift();
}

/** −H · gradient by the two-loop recursion. */
function descentDirection(
  gradient: Float64Array,
  pairs: readonly StepPair[],
): Float64Array {
  const direction = gradient.map((g) => -g);
  const shares: number[] = [];
  for (const { step, change } of pairs.toReversed()) {
    const share = dot(step, direction) / dot(step, change);
    addScaled(direction, change, -share);
    shares.push(share);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = dot(last.step, last.change) / dot(last.change, last.change);
    direction.forEach((d, i) => (direction[i] = d * scale));
  }
  for (const { step, change } of pairs) {
    const share = shares.pop() as number;
    addScaled(
      direction,
      step,
      share - dot(change, direction) / dot(step, change),
    );
  }
  return direction;
}

const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIALS = 30;

/** A point along the direction that meets the strong Wolfe conditions; undefined when none improves the value. */
function wolfeSearch(
  objective: Objective,
  x: Float64Array,
  value: number,
  gradient: Float64Array,
  direction: Float64Array,
  first: number,
): Point | undefined {
  const slope = dot(direction, gradient);
  const at = (length: number): Point => {
    const candidate = x.slice();
    addScaled(candidate, direction, length);
    const itsGradient = new Float64Array(x.length);
    const itsValue = objective(candidate, itsGradient);
    return {
      x: candidate,
      value: itsValue,
      gradient: itsGradient,
      slope: dot(direction, itsGradient),
    };
  };
  const tooHigh = (point: Point, length: number) =>
    !(point.value <= value + SUFFICIENT_DECREASE * length * slope);
  const flat = (point: Point) => Math.abs(point.slope) <= -CURVATURE * slope;

  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let lowValue = value;
  let best: Point | undefined;
  let length = first;
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const point = at(length);
    if (tooHigh(point, length) || (point.value >= lowValue && best)) {
      high = length;
    } else {
      if (flat(point)) return point;
      if (point.slope * (high - low) >= 0) high = low;
      [low, lowValue, best] = [length, point.value, point];
    }
    length = Number.isFinite(high) ? (low + high) / 2 : length * 2;
    if (Math.abs(high - low) < 1e-14) break;
  }
  return best;
}

function largest(values: Float64Array): number {
  let result = 0;
  for (const value of values) result = Math.max(result, Math.abs(value));
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(a: Float64Array, b: Float64Array, scale: number): void {
  for (let i = 0; i < a.length; i++) {
    a[i] = (a[i] as number) + scale * (b[i] as number);
  }
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] as number));
}
