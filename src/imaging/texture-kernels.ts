/**
 * Kernels for what spoils and bends pictures. `sharpen` takes eight values of a row away from their neighbours' weighted mean: `$factors`
 * are `1 − factor`, `factor`, what is added to the sum before dividing, one thirteenth, and what is added at the end, as 32-bit
 * floating-point numbers. `addNoise` adds to each value the number of 16 bits at `$levels` that a hash of its place chooses (`noiseBits`
 * of counter-noise.ts, eight values a time). `weighFloats` is `weighTaps` for 32-bit floating-point numbers, `$count` of them a multiple
 * of 16 or with room behind.
 */
export const TEXTURE_KERNELS = `
(func $sharpen (param $from i32) (param $rowLength i32) (param $to i32) (param $count i32) (param $factors i32)
  (local $above i32) (local $below i32)
  (local $own v128) (local $sum v128) (local $low v128) (local $high v128)
  (local.set $above (i32.sub (local.get $from) (local.get $rowLength)))
  (local.set $below (i32.add (local.get $from) (local.get $rowLength)))
  (loop $eachEight
    (local.set $own (v128.load8x8_u (local.get $from)))
    (local.set $sum (i16x8.add (i16x8.add
      ${neighbours("above")}
      ${neighbours("below")})
      (i16x8.add
        (i16x8.add
          (v128.load8x8_u (i32.sub (local.get $from) (i32.const 3)))
          (v128.load8x8_u offset=3 (local.get $from)))
        (i16x8.mul (local.get $own) (v128.const i16x8 5 5 5 5 5 5 5 5)))))
    (local.set $low ${sharpened("low")})
    (local.set $high ${sharpened("high")})
    (local.set $low (i16x8.narrow_i32x4_s (local.get $low) (local.get $high)))
    (v128.store64_lane 0 (local.get $to)
      (i8x16.narrow_i16x8_u (local.get $low) (local.get $low)))
    (local.set $from (i32.add (local.get $from) (i32.const 8)))
    (local.set $above (i32.add (local.get $above) (i32.const 8)))
    (local.set $below (i32.add (local.get $below) (i32.const 8)))
    (local.set $to (i32.add (local.get $to) (i32.const 8)))
    (br_if $eachEight (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 8)))))))

(func $addNoise (param $at i32) (param $count i32) (param $seed i32) (param $levels i32)
  (local $place v128) (local $bits v128) (local $more v128) (local $noise v128)
  (local.set $place (i32x4.add (i32x4.splat (local.get $seed))
    (i32x4.mul (i32x4.splat (i32.const ${0x9e3779b9 | 0})) (v128.const i32x4 0 1 2 3))))
  (loop $eachEight
    ${hashed("bits", "place")}
    (local.set $more (i32x4.shl (v128.and
      (i32x4.shr_u (local.get $bits) (i32.const 16))
      (v128.const i32x4 4095 4095 4095 4095)) (i32.const 1)))
    (local.set $bits (i32x4.shl (v128.and (local.get $bits)
      (v128.const i32x4 4095 4095 4095 4095)) (i32.const 1)))
    ${[0, 1, 2, 3]
      .map((lane) => [
        level("bits", lane, 2 * lane),
        level("more", lane, 2 * lane + 1),
      ])
      .flat()
      .join("\n")}
    (local.set $noise (i16x8.add (local.get $noise) (v128.load8x8_u (local.get $at))))
    (v128.store64_lane 0 (local.get $at)
      (i8x16.narrow_i16x8_u (local.get $noise) (local.get $noise)))
    (local.set $place (i32x4.add (local.get $place)
      (i32x4.splat (i32.const ${Math.imul(4, 0x9e3779b9)}))))
    (local.set $at (i32.add (local.get $at) (i32.const 8)))
    (br_if $eachEight (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 8)))))))

(func $weighFloats
  (param $from i32) (param $tapStride i32) (param $to i32) (param $count i32)
  (param $weights i32) (param $weightsEnd i32)
  (local $at i32) (local $weight i32) (local $factor v128)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (loop $eachSixteen
    (local.set $at (local.get $from))
    (local.set $weight (local.get $weights))
    ${["a", "b", "c", "d"]
      .map((sum) => `(local.set $${sum} (v128.const i32x4 0 0 0 0))`)
      .join("\n")}
    (loop $eachTap
      (local.set $factor (v128.load32_splat (local.get $weight)))
      ${["a", "b", "c", "d"]
        .map(
          (sum, i) => `
      (local.set $${sum} (f32x4.add (local.get $${sum}) (f32x4.mul (local.get $factor)
        (v128.load offset=${i * 16} (local.get $at)))))`,
        )
        .join("")}
      (local.set $at (i32.add (local.get $at) (local.get $tapStride)))
      (br_if $eachTap (i32.lt_s
        (local.tee $weight (i32.add (local.get $weight) (i32.const 4)))
        (local.get $weightsEnd))))
    ${["a", "b", "c", "d"]
      .map(
        (sum, i) =>
          `(v128.store offset=${i * 16} (local.get $to) (local.get $${sum}))`,
      )
      .join("\n")}
    (local.set $from (i32.add (local.get $from) (i32.const 64)))
    (local.set $to (i32.add (local.get $to) (i32.const 64)))
    (br_if $eachSixteen (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 16)))))))
`;

export type TextureKernel = "sharpen" | "addNoise" | "weighFloats";

/** The sum of three values of another row. */
function neighbours(row: string): string {
  return `(i16x8.add
        (v128.load8x8_u (i32.sub (local.get $${row}) (i32.const 3)))
        (i16x8.add
          (v128.load8x8_u (local.get $${row}))
          (v128.load8x8_u offset=3 (local.get $${row}))))`;
}

function sharpened(half: "low" | "high"): string {
  const floats = (name: string) =>
    `(f32x4.convert_i32x4_s (i32x4.extend_${half}_i16x8_u (local.get $${name})))`;
  const factor = (i: number) =>
    `(v128.load32_splat offset=${i * 4} (local.get $factors))`;
  const smooth = `(f32x4.convert_i32x4_s (i32x4.trunc_sat_f32x4_s
      (f32x4.mul (f32x4.add ${floats("sum")} ${factor(2)}) ${factor(3)})))`;
  return `(i32x4.trunc_sat_f32x4_s (f32x4.nearest (f32x4.add
      (f32x4.add (f32x4.mul ${smooth} ${factor(0)}) (f32x4.mul ${floats("own")} ${factor(1)}))
      ${factor(4)})))`;
}

/** MurmurHash3's finaliser. */
function hashed(to: string, from: string): string {
  const folded = (value: string, shift: number) =>
    `(v128.xor ${value} (i32x4.shr_u ${value} (i32.const ${shift})))`;
  const times = (factor: number, shift: number, value: string) =>
    `(local.set $${to} (i32x4.mul ${folded(value, shift)}
      (i32x4.splat (i32.const ${factor | 0}))))`;
  return `
    ${times(0x85ebca6b, 16, `(local.get $${from})`)}
    ${times(0xc2b2ae35, 13, `(local.get $${to})`)}
    (local.set $${to} ${folded(`(local.get $${to})`, 16)})`;
}

/** The number that one of four hashes chooses, into one of eight. */
function level(bits: string, lane: number, place: number): string {
  return `(local.set $noise (v128.load16_lane ${place}
      (i32.add (local.get $levels) (i32x4.extract_lane ${lane} (local.get $${bits})))
      (local.get $noise)))`;
}
