/**
 * Sixteen weighted sums at once of bytes that lie `tapStride` apart, 3 along a row of RGB8, a row's length down a column. Weights of 22
 * bits, sums of 32 bits from one half on, so that no bit differs from plain loops.
 */
export const WEIGH_TAPS_KERNEL = `
(func $weighTaps
  (param $from i32) (param $tapStride i32) (param $to i32) (param $count i32)
  (param $weights i32) (param $weightsEnd i32)
  (local $x i32) (local $at i32) (local $weight i32)
  (local $pixels v128) (local $half v128) (local $factor v128)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (loop $eachSixteen
    (local.set $at (i32.add (local.get $from) (local.get $x)))
    (local.set $weight (local.get $weights))
    (local.set $a (v128.const i32x4 2097152 2097152 2097152 2097152))
    (local.set $b (local.get $a))
    (local.set $c (local.get $a))
    (local.set $d (local.get $a))
    (loop $eachTap
      (local.set $factor (v128.load32_splat (local.get $weight)))
      (local.set $pixels (v128.load (local.get $at)))
      (local.set $half (i16x8.extend_low_i8x16_u (local.get $pixels)))
      (local.set $a (i32x4.add (local.get $a) (i32x4.mul (local.get $factor)
        (i32x4.extend_low_i16x8_u (local.get $half)))))
      (local.set $b (i32x4.add (local.get $b) (i32x4.mul (local.get $factor)
        (i32x4.extend_high_i16x8_u (local.get $half)))))
      (local.set $half (i16x8.extend_high_i8x16_u (local.get $pixels)))
      (local.set $c (i32x4.add (local.get $c) (i32x4.mul (local.get $factor)
        (i32x4.extend_low_i16x8_u (local.get $half)))))
      (local.set $d (i32x4.add (local.get $d) (i32x4.mul (local.get $factor)
        (i32x4.extend_high_i16x8_u (local.get $half)))))
      (local.set $at (i32.add (local.get $at) (local.get $tapStride)))
      (br_if $eachTap (i32.lt_s
        (local.tee $weight (i32.add (local.get $weight) (i32.const 4)))
        (local.get $weightsEnd))))
    (v128.store (i32.add (local.get $to) (local.get $x))
      (i8x16.narrow_i16x8_u
        (i16x8.narrow_i32x4_s
          (i32x4.shr_s (local.get $a) (i32.const 22))
          (i32x4.shr_s (local.get $b) (i32.const 22)))
        (i16x8.narrow_i32x4_s
          (i32x4.shr_s (local.get $c) (i32.const 22))
          (i32x4.shr_s (local.get $d) (i32.const 22)))))
    (br_if $eachSixteen (i32.lt_s
      (local.tee $x (i32.add (local.get $x) (i32.const 16)))
      (local.get $count)))))
`;

/** Of a weight of one. */
export const TAP_BITS = 22;

export type WeighTapsKernel = "weighTaps";
