import {
  EIGHT,
  F_0_298,
  F_0_390,
  F_0_541,
  F_0_765,
  F_0_899,
  F_1_175,
  F_1_501,
  F_1_847,
  F_1_961,
  F_2_053,
  F_2_562,
  F_3_072,
  FRACTION_BITS,
  get,
  locals,
  number,
  op,
  PASS_BITS,
  plus,
  set,
  transposeWords,
  vector,
  weighted,
  words,
} from "./jpeg-kernels.ts";

/**
 * From samples to quantised coefficients, with the integers of libjpeg (jfdctint.c: Loeffler, Ligtenberg and Moschytz, "Practical Fast 1-D DCT
 * Algorithms with 11 Multiplications", ICASSP 1989; jcdctmgr.c: division with rounding half away from 0), so that no bit differs from it.
 * `$divisors` in floating point: for each place half of 8 times the quantisation's step and a quarter of one, then for each place one
 * over 8 times the step.
 */
export const JPEG_FORWARD_KERNEL = `
(func $forwardBlocks
  (param $from i32) (param $stride i32) (param $blocks i32) (param $divisors i32) (param $to i32)
  (local $row i32)
  ${locals(
    [
      ...["c", "low", "high", "t"].flatMap((name) =>
        EIGHT.map((i) => name + i),
      ),
      "e0",
      "e1",
      "e2",
      "e3",
      "z3",
      "z4",
      "wide",
      "sign",
    ],
    "v128",
  )}
  (loop $eachBlock
    ${set("row", get("from"))}
    ${EIGHT.map((i) =>
      [
        set(
          `c${i}`,
          op("i16x8.sub", `(v128.load8x8_u ${get("row")})`, words(128)),
        ),
        set("row", op("i32.add", get("row"), get("stride"))),
      ].join("\n"),
    ).join("\n")}
    ${transposeWords()}
    ${forward("first")}
    ${transposeWords()}
    ${forward("second")}
    ${EIGHT.map(quantise).join("\n")}
    ${set("from", plus("from", 8))}
    ${set("to", plus("to", 128))}
    (br_if $eachBlock (local.tee $blocks (i32.sub ${get("blocks")} (i32.const 1))))))

(func $halveRows (param $upper i32) (param $lower i32) (param $to i32) (param $count i32)
  (local $sum v128)
  (loop $eachEight
    ${set(
      "sum",
      op(
        "i16x8.shr_u",
        op(
          "i16x8.add",
          op("i16x8.add", pairSums("upper"), pairSums("lower")),
          "(v128.const i16x8 1 2 1 2 1 2 1 2)",
        ),
        number(2),
      ),
    )}
    (v128.store64_lane 0 ${get("to")} ${op("i8x16.narrow_i16x8_u", get("sum"), get("sum"))})
    ${set("upper", plus("upper", 16))}
    ${set("lower", plus("lower", 16))}
    ${set("to", plus("to", 8))}
    (br_if $eachEight (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub ${get("count")} (i32.const 8)))))))

(func $separateRow
  (param $from i32) (param $luma i32) (param $blue i32) (param $red i32) (param $width i32)
  ${locals(["rgb", "rg", "gb", "b", "sum"], "v128")}
  (loop $eachFour
    ${set("rgb", `(v128.load ${get("from")})`)}
    ${set("rg", pairs(0, 1))}
    ${set("gb", pairs(2, 1))}
    ${set("b", op("v128.and", get("gb"), vector(0xffff)))}
    ${storeFour("luma", mixed(19_595, 22_086, 7_471, 16_384, vector(32_768)))}
    ${storeFour("blue", mixed(-11_059, -21_709, 0, 0, op("i32x4.add", op("i32x4.shl", get("b"), number(15)), vector(8_421_375))))}
    ${storeFour(
      "red",
      op(
        "i32x4.add",
        op(
          "i32x4.dot_i16x8_s",
          get("gb"),
          `(v128.const i16x8 ${"-5329 -27439 ".repeat(4)})`,
        ),
        op(
          "i32x4.add",
          op(
            "i32x4.shl",
            op("v128.and", get("rg"), vector(0xffff)),
            number(15),
          ),
          vector(8_421_375),
        ),
      ),
    )}
    ${set("from", plus("from", 12))}
    (br_if $eachFour (i32.lt_s (i32.const 0) (local.tee $width
      (i32.sub ${get("width")} (i32.const 4)))))))`;

export type JpegForwardKernel = "forwardBlocks" | "halveRows" | "separateRow";

function pairSums(row: string): string {
  return op("i16x8.extadd_pairwise_i8x16_u", `(v128.load ${get(row)})`);
}

/** Two channels of four pixels, in turn, as numbers of 16 bits. */
function pairs(first: number, second: number): string {
  const bytes = [0, 3, 6, 9].flatMap((at) => [at + first, 16, at + second, 16]);
  return op(
    `i8x16.shuffle ${bytes.join(" ")}`,
    get("rgb"),
    "(v128.const i32x4 0 0 0 0)",
  );
}

/** jccolor.c in 16 bits behind the point; what 16 bits with a sign do not hold is spread over two factors or shifted. */
function mixed(
  red: number,
  green: number,
  blue: number,
  moreGreen: number,
  rest: string,
): string {
  const dot = (channels: string, a: number, b: number) =>
    op(
      "i32x4.dot_i16x8_s",
      get(channels),
      `(v128.const i16x8 ${`${a} ${b} `.repeat(4)})`,
    );
  const first = dot("rg", red, green);
  const isWhole = blue === 0 && moreGreen === 0;
  const sum = isWhole
    ? first
    : op("i32x4.add", first, dot("gb", blue, moreGreen));
  return op("i32x4.add", sum, rest);
}

/** Of sums with 16 bits behind the point, whose third byte is what is before it. */
function storeFour(plane: string, sum: string): string {
  const bytes = op(
    "i8x16.shuffle 2 6 10 14 2 6 10 14 2 6 10 14 2 6 10 14",
    get("sum"),
    get("sum"),
  );
  return [
    set("sum", sum),
    `(i32.store ${get(plane)} (i32x4.extract_lane 0 ${bytes}))`,
    set(plane, plus(plane, 4)),
  ].join("\n");
}

/** One dimension on eight columns: from $c0 … $c7 to $c0 … $c7. */
function forward(pass: "first" | "second"): string {
  const add = (a: string, b: string) => op("i16x8.add", get(a), get(b));
  const subtract = (a: string, b: string) => op("i16x8.sub", get(a), get(b));
  const sums = [0, 1, 2, 3].flatMap((i) => [
    set(`t${i}`, add(`c${i}`, `c${7 - i}`)),
    set(`t${7 - i}`, subtract(`c${i}`, `c${7 - i}`)),
  ]);
  const even = [
    set("e0", add("t0", "t3")),
    set("e3", subtract("t0", "t3")),
    set("e1", add("t1", "t2")),
    set("e2", subtract("t1", "t2")),
  ];
  const plain = (value: string) =>
    pass === "first"
      ? op("i16x8.shl", value, number(PASS_BITS))
      : op(
          "i16x8.shr_s",
          op("i16x8.add", value, words(1 << (PASS_BITS - 1))),
          number(PASS_BITS),
        );
  const shift =
    pass === "first" ? FRACTION_BITS - PASS_BITS : FRACTION_BITS + PASS_BITS;
  const odd = [set("z3", add("t4", "t6")), set("z4", add("t5", "t7"))];
  const results = [
    ...scaled(2, shift, [["e3", "e2", F_0_541 + F_0_765, F_0_541]]),
    ...scaled(6, shift, [["e3", "e2", F_0_541, F_0_541 - F_1_847]]),
    ...scaled(7, shift, [
      ["z3", "z4", F_1_175 - F_1_961, F_1_175],
      ["t4", "t7", F_0_298 - F_0_899, -F_0_899],
    ]),
    ...scaled(1, shift, [
      ["z3", "z4", F_1_175, F_1_175 - F_0_390],
      ["t4", "t7", -F_0_899, F_1_501 - F_0_899],
    ]),
    ...scaled(5, shift, [
      ["z3", "z4", F_1_175, F_1_175 - F_0_390],
      ["t5", "t6", F_2_053 - F_2_562, -F_2_562],
    ]),
    ...scaled(3, shift, [
      ["z3", "z4", F_1_175 - F_1_961, F_1_175],
      ["t5", "t6", -F_2_562, F_3_072 - F_2_562],
    ]),
    set("c0", plain(add("e0", "e1"))),
    set("c4", plain(subtract("e0", "e1"))),
  ];
  return [...sums, ...even, ...odd, ...results].join("\n");
}

type Product = readonly [x: string, y: string, a: number, b: number];

/** The sum of products in 32 bits, rounded and shifted back to 16. */
function scaled(
  place: number,
  shift: number,
  products: readonly Product[],
): string[] {
  const half = (side: "low" | "high") => {
    const sum = products.reduce(
      (rest, [x, y, a, b]) =>
        op("i32x4.add", rest, weighted(side, get(x), get(y), a, b)),
      vector(1 << (shift - 1)),
    );
    return op("i32x4.shr_s", sum, number(shift));
  };
  return [
    set(`c${place}`, op("i16x8.narrow_i32x4_s", half("low"), half("high"))),
  ];
}

/** (|value| + half) / divisor, cut off, with the sign of the value; a quarter of one makes up for the rounding of the reciprocal. */
function quantise(row: number): string {
  const half = (side: "low" | "high", offset: number) =>
    [
      set("wide", op(`i32x4.extend_${side}_i16x8_s`, get(`c${row}`))),
      set("sign", op("i32x4.shr_s", get("wide"), number(31))),
      set(
        `${side}0`,
        op(
          "i32x4.trunc_sat_f32x4_s",
          op(
            "f32x4.mul",
            op(
              "f32x4.add",
              op("f32x4.convert_i32x4_s", op("i32x4.abs", get("wide"))),
              `(v128.load offset=${offset} ${get("divisors")})`,
            ),
            `(v128.load offset=${256 + offset} ${get("divisors")})`,
          ),
        ),
      ),
      set(
        `${side}0`,
        op(
          "i32x4.sub",
          op("v128.xor", get(`${side}0`), get("sign")),
          get("sign"),
        ),
      ),
    ].join("\n");
  return [
    half("low", row * 32),
    half("high", row * 32 + 16),
    `(v128.store offset=${row * 16} ${get("to")} ${op("i16x8.narrow_i32x4_s", get("low0"), get("high0"))})`,
  ].join("\n");
}
