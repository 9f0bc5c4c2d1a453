/**
 * The pass of `resizeTriangle` along rows on four sums at once; down columns it is `weighTaps`. Weights of 22 bits, sums of 32 bits from
 * one half on, so that no bit differs from plain loops. Two taps at a time with 16-bit products, and the same number of taps for every
 * pixel, were not faster.
 */
export const RESIZE_KERNELS = `
(func $resizeRows
  (param $from i32) (param $fromStride i32) (param $rows i32)
  (param $to i32) (param $width i32)
  (param $starts i32) (param $counts i32) (param $weights i32) (param $weightStride i32)
  (local $x i32) (local $pixel i32) (local $weight i32) (local $end i32) (local $line i32)
  (local $sum v128)
  (loop $eachRow
    (local.set $x (i32.const 0))
    (local.set $line (local.get $weights))
    (loop $eachPixel
      (local.set $pixel (i32.add (local.get $from)
        (i32.load (i32.add (local.get $starts) (local.get $x)))))
      (local.set $weight (local.get $line))
      (local.set $end (i32.add (local.get $line)
        (i32.load (i32.add (local.get $counts) (local.get $x)))))
      (local.set $sum (v128.const i32x4 2097152 2097152 2097152 2097152))
      (loop $eachTap
        (local.set $sum (i32x4.add (local.get $sum)
          (i32x4.mul
            (v128.load32_splat (local.get $weight))
            (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u
              (v128.load32_zero (local.get $pixel)))))))
        (local.set $pixel (i32.add (local.get $pixel) (i32.const 3)))
        (br_if $eachTap (i32.lt_s
          (local.tee $weight (i32.add (local.get $weight) (i32.const 4)))
          (local.get $end))))
      (local.set $sum (i32x4.shr_s (local.get $sum) (i32.const 22)))
      (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
      (i32.store (local.get $to) (i32x4.extract_lane 0
        (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
      (local.set $to (i32.add (local.get $to) (i32.const 3)))
      (local.set $line (i32.add (local.get $line) (local.get $weightStride)))
      (br_if $eachPixel (i32.lt_s
        (local.tee $x (i32.add (local.get $x) (i32.const 4)))
        (local.get $width))))
    (local.set $from (i32.add (local.get $from) (local.get $fromStride)))
    (br_if $eachRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1))))))
`;

export type ResizeKernel = "resizeRows";
