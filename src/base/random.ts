/**
 * Seeded random numbers: the only source of randomness in the engine, so that everything is repeatable.
 * A generator is made from any list of numbers and strings (seed, epoch, image …), so that a draw depends on what it is for and
 * never on the order of execution. Mixing: MurmurHash3's finaliser (Appleby 2011, public domain);
 * stream: sfc32 (Doty-Humphrey 2010, PractRand, public domain).
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform in [low, high). */
  uniform(low: number, high: number): number;
  /** Uniform integer in [0, limit). */
  integer(limit: number): number;
  /** Standard normal (Box–Muller). */
  normal(): number;
}

/** @param keys what the numbers are for; the same keys give the same numbers on every machine. */
export function createRandom(...keys: readonly (number | string)[]): Random {
  let [a, b, c, counter] = seedState(keys);

  function nextUint32(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return sum >>> 0;
  }

  for (let i = 0; i < 12; i++) nextUint32();
  const next = () => nextUint32() / 4294967296;
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    integer: (limit) => Math.floor(next() * limit),
    normal: () =>
      Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** A new array with the same items in a random order (Fisher–Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    const moved = result[i] as T;
    result[i] = result[j] as T;
    result[j] = moved;
  }
  return result;
}

function seedState(
  keys: readonly (number | string)[],
): [number, number, number, number] {
  const state: [number, number, number, number] = [
    0x9e3779b9, 0x243f6a88, 0xb7e15162, 1,
  ];
  const bytes = new TextEncoder().encode(JSON.stringify(keys));
  bytes.forEach((byte, index) => {
    const lane = index % 3;
    state[lane] = mix(
      (state[lane] ?? 0) ^ Math.imul(byte + index + 1, 0x85ebca6b),
    );
  });
  state[1] = mix(state[1] ^ state[0]);
  state[2] = mix(state[2] ^ state[1]);
  state[0] = mix(state[0] ^ state[2]);
  return state;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
