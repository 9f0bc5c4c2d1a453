/**
 * The two passes of `resizeTriangle` on four or sixteen sums at once: weights of 22 bits, sums of 32 bits from one half on, so that no bit
 * differs from plain loops. Along a row the weights come as halves of 11 bits, two taps of each, because products of 16 bits are cheap:
 * low, low, high, high.
 */
export const RESIZE_KERNELS = `
(func $resizeRows
  (param $from i32) (param $fromStride i32) (param $rows i32)
  (param $to i32) (param $width i32)
  (param $starts i32) (param $counts i32) (param $weights i32) (param $weightStride i32)
  (local $x i32) (local $pixel i32) (local $weight i32) (local $end i32) (local $line i32)
  (local $pixels v128) (local $low v128) (local $high v128)
  (loop $eachRow
    (local.set $x (i32.const 0))
    (local.set $line (local.get $weights))
    (loop $eachPixel
      (local.set $pixel (i32.add (local.get $from)
        (i32.load (i32.add (local.get $starts) (local.get $x)))))
      (local.set $weight (local.get $line))
      (local.set $end (i32.add (local.get $line)
        (i32.load (i32.add (local.get $counts) (local.get $x)))))
      (local.set $low (v128.const i32x4 2097152 2097152 2097152 2097152))
      (local.set $high (v128.const i32x4 0 0 0 0))
      (loop $eachTwoTaps
        (local.set $pixels (i8x16.swizzle (v128.load (local.get $pixel))
          (v128.const i8x16 0 -1 3 -1 1 -1 4 -1 2 -1 5 -1 -1 -1 -1 -1)))
        (local.set $low (i32x4.add (local.get $low) (i32x4.dot_i16x8_s
          (local.get $pixels) (v128.load32_splat (local.get $weight)))))
        (local.set $high (i32x4.add (local.get $high) (i32x4.dot_i16x8_s
          (local.get $pixels) (v128.load32_splat offset=4 (local.get $weight)))))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 6)))
        (br_if $eachTwoTaps (i32.lt_s
          (local.tee $weight (i32.add (local.get $weight) (i32.const 8)))
          (local.get $end))))
      (local.set $low (i32x4.shr_s
        (i32x4.add (local.get $low) (i32x4.shl (local.get $high) (i32.const 11)))
        (i32.const 22)))
      (local.set $low (i16x8.narrow_i32x4_s (local.get $low) (local.get $low)))
      (i32.store (local.get $to) (i32x4.extract_lane 0
        (i8x16.narrow_i16x8_u (local.get $low) (local.get $low))))
      (local.set $to (i32.add (local.get $to) (i32.const 3)))
      (local.set $line (i32.add (local.get $line) (local.get $weightStride)))
      (br_if $eachPixel (i32.lt_s
        (local.tee $x (i32.add (local.get $x) (i32.const 4)))
        (local.get $width))))
    (local.set $from (i32.add (local.get $from) (local.get $fromStride)))
    (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))

(func $resizeColumn
  (param $from i32) (param $stride i32) (param $to i32)
  (param $weights i32) (param $weightsEnd i32)
  (local $x i32) (local $row i32) (local $weight i32)
  (local $pixels v128) (local $half v128) (local $factor v128)
  (local $a v128) (local $b v128) (local $c v128) (local $d v128)
  (loop $eachSixteen
    (local.set $row (i32.add (local.get $from) (local.get $x)))
    (local.set $weight (local.get $weights))
    (local.set $a (v128.const i32x4 2097152 2097152 2097152 2097152))
    (local.set $b (local.get $a))
    (local.set $c (local.get $a))
    (local.set $d (local.get $a))
    (loop $eachTap
      (local.set $factor (v128.load32_splat (local.get $weight)))
      (local.set $pixels (v128.load (local.get $row)))
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
      (local.set $row (i32.add (local.get $row) (local.get $stride)))
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
      (local.get $stride)))))
`;

export type ResizeKernel = "resizeRows" | "resizeColumn";
