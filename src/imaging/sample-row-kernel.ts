/**
 * Bilinear samples of an RGB8 picture at given points, weights of 11 bits in each direction. `$xs` and `$ys` are 64-bit floating-point
 * numbers, in pixels from the one at `$origin`; all four neighbours of each must be there. `$sampleRow` rounds half to even;
 * `$sampleColourRow` takes the sums through three columns and a constant of 32-bit floating-point numbers at `$matrix` first, which are
 * scaled by 2^-22.
 */
export const SAMPLE_ROW_KERNELS = `
(func $sampleRow ${parameters("")}
  (loop $eachPixel
    ${sums()}
    (local.set $sum (i32x4.shr_s
      (i32x4.add
        (i32x4.add (local.get $sum) (v128.const i32x4 2097151 2097151 2097151 2097151))
        (v128.and
          (i32x4.shr_s (local.get $sum) (i32.const 22))
          (v128.const i32x4 1 1 1 1)))
      (i32.const 22)))
    ${storeAndGoOn()}))

(func $sampleColourRow ${parameters("(param $matrix i32)")}
  (loop $eachPixel
    ${sums()}
    (local.set $sum (f32x4.convert_i32x4_s (local.get $sum)))
    (local.set $sum (i32x4.trunc_sat_f32x4_s (f32x4.nearest
      (f32x4.add
        (f32x4.add
          (f32x4.mul ${lane(0)} (v128.load (local.get $matrix)))
          (f32x4.mul ${lane(1)} (v128.load offset=16 (local.get $matrix))))
        (f32x4.add
          (f32x4.mul ${lane(2)} (v128.load offset=32 (local.get $matrix)))
          (v128.load offset=48 (local.get $matrix)))))))
    ${storeAndGoOn()}))
`;

export type SampleRowKernel = "sampleRow" | "sampleColourRow";

function parameters(more: string): string {
  return `
  (param $xs i32) (param $ys i32) (param $count i32)
  (param $origin i32) (param $rowLength i32) (param $to i32) ${more}
  (local $x f64) (local $y f64) (local $left f64) (local $top f64)
  (local $wx i32) (local $wy i32) (local $at i32)
  (local $across v128) (local $sum v128)`;
}

/** Of the four neighbours of the next point, times their weights. */
function sums(): string {
  const weight = (value: string, whole: string) => `
      (i32.trunc_f64_s (f64.add
        (f64.mul (f64.sub (local.get $${value}) (local.get $${whole})) (f64.const 2048))
        (f64.const 0.5)))`;
  const pairs = (offset: string) => `
      (i32x4.dot_i16x8_s
        (i8x16.shuffle 0 16 3 16 1 16 4 16 2 16 5 16 16 16 16 16
          (v128.load64_zero ${offset}) (v128.const i32x4 0 0 0 0))
        (local.get $across))`;
  return `
    (local.set $left (f64.floor (local.tee $x (f64.load (local.get $xs)))))
    (local.set $top (f64.floor (local.tee $y (f64.load (local.get $ys)))))
    (local.set $wx ${weight("x", "left")})
    (local.set $wy ${weight("y", "top")})
    (local.set $at (i32.add (local.get $origin) (i32.add
      (i32.mul (i32.trunc_f64_s (local.get $top)) (local.get $rowLength))
      (i32.mul (i32.trunc_f64_s (local.get $left)) (i32.const 3)))))
    (local.set $across (i32x4.splat (i32.add
      (i32.sub (i32.const 2048) (local.get $wx))
      (i32.shl (local.get $wx) (i32.const 16)))))
    (local.set $sum (i32x4.add
      (i32x4.mul ${pairs("(local.get $at)")}
        (i32x4.splat (i32.sub (i32.const 2048) (local.get $wy))))
      (i32x4.mul ${pairs("(i32.add (local.get $at) (local.get $rowLength))")}
        (i32x4.splat (local.get $wy)))))`;
}

function lane(index: number): string {
  const bytes = Array.from({ length: 16 }, (_, i) => index * 4 + (i % 4));
  return `(i8x16.shuffle ${bytes.join(" ")} (local.get $sum) (local.get $sum))`;
}

function storeAndGoOn(): string {
  return `
    (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
    (i32.store (local.get $to) (i32x4.extract_lane 0
      (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
    (local.set $to (i32.add (local.get $to) (i32.const 3)))
    (local.set $xs (i32.add (local.get $xs) (i32.const 8)))
    (local.set $ys (i32.add (local.get $ys) (i32.const 8)))
    (br_if $eachPixel (local.tee $count
      (i32.sub (local.get $count) (i32.const 1))))`;
}
