/**
 * From coefficients to RGB8, with the integers of libjpeg (jidctint.c: Loeffler, Ligtenberg and Moschytz, "Practical Fast 1-D DCT Algorithms
 * with 11 Multiplications", ICASSP 1989; jdsample.c: triangle-filtered chroma; jdcolor.c: JFIF's YCbCr), so that no bit differs from it.
 */

/** Constants of jidctint.c, times 2^13. */
export const F_0_298 = 2446;
export const F_0_390 = 3196;
export const F_0_541 = 4433;
export const F_0_765 = 6270;
export const F_0_899 = 7373;
export const F_1_175 = 9633;
export const F_1_501 = 12299;
export const F_1_847 = 15137;
export const F_1_961 = 16069;
export const F_2_053 = 16819;
export const F_2_562 = 20995;
export const F_3_072 = 25172;
export const FRACTION_BITS = 13;
/** Bits that the first pass keeps for the second. */
export const PASS_BITS = 2;

export const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7] as const;
export const get = (name: string) => `(local.get $${name})`;
export const set = (name: string, value: string) =>
  `(local.set $${name} ${value})`;
export const number = (value: number) => `(i32.const ${value})`;
export const plus = (name: string, value: number) =>
  `(i32.add ${get(name)} ${number(value)})`;
export const op = (name: string, ...operands: readonly string[]) =>
  `(${name} ${operands.join(" ")})`;
export const vector = (value: number) =>
  `(v128.const i32x4 ${`${value} `.repeat(4)})`;
export const words = (value: number) =>
  `(v128.const i16x8 ${`${value} `.repeat(8)})`;

/** The lower or upper halves of two vectors, lane by lane in turn. */
function interleave(half: "low" | "high", bytes: 1 | 2, a: string, b: string) {
  const start = half === "low" ? 0 : 8;
  const lanes = Array.from({ length: 16 }, (_, i) => {
    const lane = Math.floor(i / (2 * bytes)) * bytes + (i % bytes);
    return start + lane + (Math.floor(i / bytes) % 2) * 16;
  });
  return `(i8x16.shuffle ${lanes.join(" ")} ${a} ${b})`;
}

/** a · x + b · y for the lanes of one half, in 32 bits. */
export function weighted(
  half: "low" | "high",
  x: string,
  y: string,
  a: number,
  b: number,
): string {
  const factors = `(v128.const i16x8 ${`${a} ${b} `.repeat(4)})`;
  return op("i32x4.dot_i16x8_s", interleave(half, 2, x, y), factors);
}

/** One dimension of the inverse transform on eight columns: from $c0 … $c7 to $c0 … $c7. */
function transform(shift: number): string {
  const halves = (["low", "high"] as const).map((half) =>
    transformHalf(half, shift),
  );
  const narrowed = EIGHT.map((i) =>
    set(`c${i}`, op("i16x8.narrow_i32x4_s", get(`low${i}`), get(`high${i}`))),
  );
  return [...halves, ...narrowed].join("\n");
}

function transformHalf(half: "low" | "high", shift: number): string {
  const [c0, c1, c2, c3, c4, c5, c6, c7] = EIGHT.map((i) => get(`c${i}`)) as [
    ...string[],
  ] as [string, string, string, string, string, string, string, string];
  const wide = (value: string) =>
    op(
      "i32x4.add",
      op(
        "i32x4.shl",
        op(`i32x4.extend_${half}_i16x8_s`, value),
        number(FRACTION_BITS),
      ),
      vector(1 << (shift - 1)),
    );
  const add = (a: string, b: string) => op("i32x4.add", a, b);
  const subtract = (a: string, b: string) => op("i32x4.sub", a, b);
  const even = [
    set("even0", wide(op("i16x8.add", c0, c4))),
    set("even1", wide(op("i16x8.sub", c0, c4))),
    set("even2", weighted(half, c2, c6, F_0_541, F_0_541 - F_1_847)),
    set("even3", weighted(half, c2, c6, F_0_541 + F_0_765, F_0_541)),
    set("sum0", add(get("even0"), get("even3"))),
    set("sum3", subtract(get("even0"), get("even3"))),
    set("sum1", add(get("even1"), get("even2"))),
    set("sum2", subtract(get("even1"), get("even2"))),
  ];
  const z3 = op("i16x8.add", c7, c3);
  const z4 = op("i16x8.add", c5, c1);
  const odd = [
    set("z3", weighted(half, z3, z4, F_1_175 - F_1_961, F_1_175)),
    set("z4", weighted(half, z3, z4, F_1_175, F_1_175 - F_0_390)),
    set(
      "odd0",
      add(get("z3"), weighted(half, c7, c1, F_0_298 - F_0_899, -F_0_899)),
    ),
    set(
      "odd1",
      add(get("z4"), weighted(half, c5, c3, F_2_053 - F_2_562, -F_2_562)),
    ),
    set(
      "odd2",
      add(get("z3"), weighted(half, c5, c3, -F_2_562, F_3_072 - F_2_562)),
    ),
    set(
      "odd3",
      add(get("z4"), weighted(half, c7, c1, -F_0_899, F_1_501 - F_0_899)),
    ),
  ];
  const results = [0, 1, 2, 3].flatMap((i) => {
    const scaled = (value: string) => op("i32x4.shr_s", value, number(shift));
    const a = get(`sum${i}`);
    const b = get(`odd${3 - i}`);
    return [
      set(`${half}${i}`, scaled(add(a, b))),
      set(`${half}${7 - i}`, scaled(subtract(a, b))),
    ];
  });
  return [...even, ...odd, ...results].join("\n");
}

/** Rows to columns: three perfect shuffles of $c0 … $c7. */
export function transposeWords(): string {
  const shuffle = (from: string, to: string) =>
    [0, 1, 2, 3].flatMap((i) =>
      (["low", "high"] as const).map((half, j) =>
        set(
          `${to}${2 * i + j}`,
          interleave(half, 2, get(`${from}${i}`), get(`${from}${i + 4}`)),
        ),
      ),
    );
  const back = EIGHT.map((i) => set(`c${i}`, get(`low${i}`)));
  return [
    ...shuffle("c", "low"),
    ...shuffle("low", "high"),
    ...shuffle("high", "low"),
    ...back,
  ].join("\n");
}

/** Columns of numbers around 0 to rows of samples around 128, stored. */
function storeColumns(): string {
  const narrow = [0, 1, 2, 3].map((i) =>
    set(
      `low${i}`,
      op(
        "i8x16.add",
        op("i8x16.narrow_i16x8_s", get(`c${2 * i}`), get(`c${2 * i + 1}`)),
        `(v128.const i8x16 ${"-128 ".repeat(16)})`,
      ),
    ),
  );
  const shuffle = (from: string, to: string) =>
    [0, 1].flatMap((i) =>
      (["low", "high"] as const).map((half, j) =>
        set(
          `${to}${2 * i + j}`,
          interleave(half, 1, get(`${from}${i}`), get(`${from}${i + 2}`)),
        ),
      ),
    );
  const stores = EIGHT.map((row) =>
    [
      `(v128.store64_lane ${row % 2} ${get("row")} ${get(`high${row >> 1}`)})`,
      set("row", `(i32.add ${get("row")} ${get("stride")})`),
    ].join("\n"),
  );
  return [
    ...narrow,
    ...shuffle("low", "high"),
    ...shuffle("high", "low"),
    ...shuffle("low", "high"),
    ...stores,
  ].join("\n");
}

/** All of a block is its mean. */
function storeMean(): string {
  const dc = op(
    "i32.mul",
    `(i32.load16_s ${get("block")})`,
    `(i32.load16_s ${get("quantization")})`,
  );
  const mean = op(
    "i32.shr_s",
    op("i32.add", op("i32.shl", dc, number(PASS_BITS)), number(16)),
    number(5),
  );
  const samples = op("i16x8.splat", mean);
  return [
    set("c0", samples),
    set(
      "c0",
      op(
        "i8x16.add",
        op("i8x16.narrow_i16x8_s", get("c0"), get("c0")),
        `(v128.const i8x16 ${"-128 ".repeat(16)})`,
      ),
    ),
    ...EIGHT.map(
      () => `(v128.store64_lane 0 ${get("row")} ${get("c0")})
        ${set("row", `(i32.add ${get("row")} ${get("stride")})`)}`,
    ),
  ].join("\n");
}

export const locals = (names: readonly string[], type: string) =>
  names.map((name) => `(local $${name} ${type})`).join(" ");

const INVERSE_TRANSFORM = `
(func $transformBlocks
  (param $block i32) (param $blocks i32) (param $quantization i32) (param $to i32) (param $stride i32)
  (local $row i32)
  ${locals(
    [
      ...["c", "low", "high"].flatMap((name) => EIGHT.map((i) => name + i)),
      ...["even", "odd", "sum"].flatMap((name) =>
        [0, 1, 2, 3].map((i) => name + i),
      ),
      "z3",
      "z4",
    ],
    "v128",
  )}
  (loop $eachBlock
    ${set("row", get("to"))}
    ${EIGHT.map((i) => set(`c${i}`, `(v128.load offset=${i * 16} ${get("block")})`)).join("\n")}
    (block $done
      (block $hasDetail
        (br_if $hasDetail (v128.any_true ${EIGHT.slice(1).reduce(
          (rest, i) => op("v128.or", rest, get(`c${i}`)),
          `(v128.and ${get("c0")} (v128.const i16x8 0 -1 -1 -1 -1 -1 -1 -1))`,
        )}))
        ${storeMean()}
        (br $done))
      ${EIGHT.map((i) =>
        set(
          `c${i}`,
          op(
            "i16x8.mul",
            get(`c${i}`),
            `(v128.load offset=${i * 16} ${get("quantization")})`,
          ),
        ),
      ).join("\n")}
      ${transform(FRACTION_BITS - PASS_BITS)}
      ${transposeWords()}
      ${transform(FRACTION_BITS + PASS_BITS + 3)}
      ${storeColumns()})
    ${set("block", plus("block", 128))}
    ${set("to", plus("to", 8))}
    (br_if $eachBlock (local.tee $blocks (i32.sub ${get("blocks")} (i32.const 1))))))`;

/** Three quarters of the nearer sample and one of the next: a row of chroma to twice its width. */
const UPSAMPLE_ROW = `
(func $upsampleRow (param $from i32) (param $to i32) (param $width i32)
  (local $x i32) ${locals(["three"], "v128")}
  (loop $eachEight
    ${set("three", op("i16x8.mul", `(v128.load8x8_u ${op("i32.add", get("from"), get("x"))})`, words(3)))}
    (v128.store (i32.add ${get("to")} (i32.shl ${get("x")} (i32.const 1)))
      (v128.or
        ${quarter(`(v128.load8x8_u (i32.sub (i32.add ${get("from")} ${get("x")}) (i32.const 1)))`, 1)}
        (i16x8.shl
          ${quarter(`(v128.load8x8_u offset=1 (i32.add ${get("from")} ${get("x")}))`, 2)}
          (i32.const 8))))
    (br_if $eachEight (i32.lt_s (local.tee $x ${plus("x", 8)}) ${get("width")}))))`;

function quarter(neighbour: string, rounding: number): string {
  const sum = op("i16x8.add", get("three"), neighbour);
  return op("i16x8.shr_u", op("i16x8.add", sum, words(rounding)), number(2));
}

/** The same in both directions: `near` is the row above or below. */
const UPSAMPLE_BOTH = `
(func $upsampleBoth (param $from i32) (param $near i32) (param $to i32) (param $width i32)
  (local $x i32) ${locals(["three"], "v128")}
  (loop $eachEight
    ${set("three", op("i16x8.mul", columnSum(0), words(3)))}
    (v128.store (i32.add ${get("to")} (i32.shl ${get("x")} (i32.const 1)))
      (v128.or
        ${sixteenth(columnSum(-1), 8)}
        (i16x8.shl ${sixteenth(columnSum(1), 7)} (i32.const 8))))
    (br_if $eachEight (i32.lt_s (local.tee $x ${plus("x", 8)}) ${get("width")}))))`;

function columnSum(shift: number): string {
  const load = (name: string) =>
    `(v128.load8x8_u ${op("i32.add", op("i32.add", get(name), get("x")), number(shift))})`;
  return op("i16x8.add", op("i16x8.mul", load("from"), words(3)), load("near"));
}

function sixteenth(neighbour: string, rounding: number): string {
  const sum = op("i16x8.add", get("three"), neighbour);
  return op("i16x8.shr_u", op("i16x8.add", sum, words(rounding)), number(4));
}

/**
 * Factors of jdcolor.c times 2^16, less whole numbers so that 16 bits hold them: 1.402 = 1 + 26345, −0.34414 = −22554,
 * −0.71414 = 18734 − 1, 1.772 = 2 − 14942. Green needs sums of 32 bits; red and blue have one factor each, and with the ones of
 * `onePart` come out the same for all 256 values of chroma.
 */
function onePart(chroma: "cb" | "cr", factor: number): string {
  const scaled = op(
    "i16x8.q15mulr_sat_s",
    op("i16x8.shl", get(chroma), number(8)),
    words(factor),
  );
  return op("i16x8.shr_s", op("i16x8.add", scaled, words(256)), number(9));
}

function chromaPart(blue: number, red: number): string {
  const half = (side: "low" | "high") =>
    op(
      "i32x4.shr_s",
      op(
        "i32x4.add",
        weighted(side, get("cb"), get("cr"), blue, red),
        vector(32_768),
      ),
      number(16),
    );
  return op("i16x8.narrow_i32x4_s", half("low"), half("high"));
}

const CONVERT_ROW = `
(func $convertRow (param $luma i32) (param $blue i32) (param $red i32) (param $to i32) (param $width i32)
  (local $x i32) ${locals(["y", "cb", "cr", "r", "g", "b"], "v128")}
  (loop $eachEight
    ${set("y", `(v128.load8x8_u (i32.add ${get("luma")} ${get("x")}))`)}
    ${set("cb", op("i16x8.sub", `(v128.load8x8_u (i32.add ${get("blue")} ${get("x")}))`, words(128)))}
    ${set("cr", op("i16x8.sub", `(v128.load8x8_u (i32.add ${get("red")} ${get("x")}))`, words(128)))}
    ${set("r", op("i16x8.add", op("i16x8.add", get("y"), get("cr")), onePart("cr", 26_347)))}
    ${set("g", op("i16x8.add", op("i16x8.sub", get("y"), get("cr")), chromaPart(-22_554, 18_734)))}
    ${set("b", op("i16x8.add", op("i16x8.add", get("y"), op("i16x8.add", get("cb"), get("cb"))), onePart("cb", -14_941)))}
    ${set("r", op("i8x16.narrow_i16x8_u", get("r"), get("g")))}
    ${set("b", op("i8x16.narrow_i16x8_u", get("b"), get("b")))}
    (v128.store ${get("to")}
      (i8x16.shuffle 0 8 16 1 9 17 2 10 18 3 11 19 4 12 20 5 ${get("r")} ${get("b")}))
    (v128.store64_lane offset=16 0 ${get("to")}
      (i8x16.shuffle 13 21 6 14 22 7 15 23 0 0 0 0 0 0 0 0 ${get("r")} ${get("b")}))
    ${set("to", plus("to", 24))}
    (br_if $eachEight (i32.lt_s (local.tee $x ${plus("x", 8)}) ${get("width")}))))

(func $spreadRow (param $luma i32) (param $to i32) (param $width i32)
  (local $x i32) ${locals(["y"], "v128")}
  (loop $eachEight
    ${set("y", `(v128.load8x8_u (i32.add ${get("luma")} ${get("x")}))`)}
    (v128.store ${get("to")}
      (i8x16.shuffle 0 0 0 2 2 2 4 4 4 6 6 6 8 8 8 10 ${get("y")} ${get("y")}))
    (v128.store64_lane offset=16 0 ${get("to")}
      (i8x16.shuffle 10 10 12 12 12 14 14 14 0 0 0 0 0 0 0 0 ${get("y")} ${get("y")}))
    ${set("to", plus("to", 24))}
    (br_if $eachEight (i32.lt_s (local.tee $x ${plus("x", 8)}) ${get("width")}))))`;

export type JpegKernel =
  | "transformBlocks"
  | "upsampleRow"
  | "upsampleBoth"
  | "convertRow"
  | "spreadRow";

export const JPEG_KERNELS = [
  INVERSE_TRANSFORM,
  UPSAMPLE_ROW,
  UPSAMPLE_BOTH,
  CONVERT_ROW,
].join("\n");
