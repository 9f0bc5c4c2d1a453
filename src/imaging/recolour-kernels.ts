/** Half a level in 15 bits, in the upper half of a number: times one in the kernel. */
const HALF_GREY = 0x4000 << 16;

/**
 * Kernels on every pixel by itself. `flipBits` keeps the bits of `$mask` and turns those of `$flip` over, in place. `extremes` leaves 48
 * smallest and then 48 largest values at `$to`, by place modulo 48, of a length that is a multiple of 48. `recolour` takes RGB8, four
 * pixels at a time, through three rows of four 32-bit floating-point numbers at `$matrix`, and rounds half to even. `greyOut` puts one
 * weighted sum in all three channels: weights of 15 bits, red in the lower half of `$redGreen`; half a level is added before cutting off.
 */
export const RECOLOUR_KERNELS = `
(func $flipBits (param $at i32) (param $count i32) (param $mask i32) (param $flip i32)
  (local $masks v128) (local $flips v128)
  (local.set $masks (i8x16.splat (local.get $mask)))
  (local.set $flips (i8x16.splat (local.get $flip)))
  (loop $eachSixteen
    (v128.store (local.get $at) (v128.xor (local.get $flips)
      (v128.and (local.get $masks) (v128.load (local.get $at)))))
    (local.set $at (i32.add (local.get $at) (i32.const 16)))
    (br_if $eachSixteen (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 16)))))))

(func $extremes (param $at i32) (param $count i32) (param $to i32)
  (local $value v128)
  (local $low0 v128) (local $low1 v128) (local $low2 v128)
  (local $high0 v128) (local $high1 v128) (local $high2 v128)
  (local.set $low0 (i8x16.splat (i32.const 255)))
  (local.set $low1 (local.get $low0))
  (local.set $low2 (local.get $low0))
  (loop $eachSixteen
    ${[0, 1, 2]
      .map(
        (i) => `
    (local.set $value (v128.load offset=${i * 16} (local.get $at)))
    (local.set $low${i} (i8x16.min_u (local.get $low${i}) (local.get $value)))
    (local.set $high${i} (i8x16.max_u (local.get $high${i}) (local.get $value)))`,
      )
      .join("")}
    (local.set $at (i32.add (local.get $at) (i32.const 48)))
    (br_if $eachSixteen (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 48))))))
  ${[0, 1, 2]
    .map(
      (i) => `
  (v128.store offset=${i * 16} (local.get $to) (local.get $low${i}))
  (v128.store offset=${48 + i * 16} (local.get $to) (local.get $high${i}))`,
    )
    .join("")})

(func $recolour (param $from i32) (param $to i32) (param $count i32) (param $matrix i32)
  (local $rgb v128) (local $r v128) (local $g v128) (local $b v128)
  (local $red v128) (local $green v128) (local $blue v128)
  (loop $eachFour
    (local.set $rgb (v128.load (local.get $from)))
    (local.set $r ${channel(0)})
    (local.set $g ${channel(1)})
    (local.set $b ${channel(2)})
    (local.set $red ${mixed(0)})
    (local.set $green ${mixed(16)})
    (local.set $blue ${mixed(32)})
    (local.set $blue (i16x8.narrow_i32x4_s (local.get $blue) (local.get $blue)))
    (local.set $rgb (i8x16.narrow_i16x8_u
      (i16x8.narrow_i32x4_s (local.get $red) (local.get $green))
      (local.get $blue)))
    (v128.store (local.get $to)
      (i8x16.shuffle 0 4 8 1 5 9 2 6 10 3 7 11 12 13 14 15
        (local.get $rgb) (local.get $rgb)))
    (local.set $from (i32.add (local.get $from) (i32.const 12)))
    (local.set $to (i32.add (local.get $to) (i32.const 12)))
    (br_if $eachFour (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 4)))))))

(func $greyOut (param $from i32) (param $to i32) (param $count i32) (param $redGreen i32) (param $blue i32)
  (local $rgb v128) (local $first v128) (local $second v128)
  (local.set $first (i32x4.splat (local.get $redGreen)))
  (local.set $second (i32x4.splat (i32.add (local.get $blue) (i32.const ${HALF_GREY}))))
  (loop $eachFour
    (local.set $rgb (v128.load (local.get $from)))
    (local.set $rgb (i32x4.shr_s (i32x4.add
      (i32x4.dot_i16x8_s (local.get $first)
        (i8x16.shuffle 0 16 1 16 3 16 4 16 6 16 7 16 9 16 10 16
          (local.get $rgb) (v128.const i32x4 0 0 0 0)))
      (i32x4.dot_i16x8_s (local.get $second)
        (i8x16.shuffle 2 17 16 17 5 17 16 17 8 17 16 17 11 17 16 17
          (local.get $rgb) (v128.const i32x4 1 0 0 0))))
      (i32.const 15)))
    (v128.store (local.get $to)
      (i8x16.shuffle 0 0 0 4 4 4 8 8 8 12 12 12 0 0 0 0
        (local.get $rgb) (local.get $rgb)))
    (local.set $from (i32.add (local.get $from) (i32.const 12)))
    (local.set $to (i32.add (local.get $to) (i32.const 12)))
    (br_if $eachFour (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 4)))))))
`;

export type RecolourKernel = "flipBits" | "extremes" | "recolour" | "greyOut";

/** One channel of four pixels as floating-point numbers. */
function channel(first: number): string {
  const bytes = [0, 3, 6, 9].flatMap((at) => [at + first, 16, 16, 16]);
  return `(f32x4.convert_i32x4_s (i8x16.shuffle ${bytes.join(" ")}
      (local.get $rgb) (v128.const i32x4 0 0 0 0)))`;
}

/** A row of the matrix times four pixels, rounded. */
function mixed(row: number): string {
  const factor = (i: number) =>
    `(v128.load32_splat offset=${row + i * 4} (local.get $matrix))`;
  const products = ["r", "g", "b"].map(
    (name, i) => `(f32x4.mul (local.get $${name}) ${factor(i)})`,
  );
  return `(i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.add
      (f32x4.add ${products[0]} ${products[1]})
      (f32x4.add ${products[2]} ${factor(3)}))))`;
}
