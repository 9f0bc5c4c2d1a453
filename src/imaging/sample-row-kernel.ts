/**
 * Bilinear samples of an RGB8 picture, weights of 11 bits in each direction. `sampleRow` takes points one by one: `$xs` and `$ys` are 64-bit
 * floating-point numbers, in pixels from the one at `$origin`; all four neighbours of each must be there. Where rows stay rows,
 * `blendRows` blends two of them and `blendColumns` takes samples from that: `$columns` are places in bytes, `$weights` two numbers for
 * each. All round half to even; those with `Colour` take the sums through three columns and a constant of 32-bit floating-point
 * numbers at `$matrix` first, which are scaled by 2^-22.
 */
export const SAMPLE_ROW_KERNELS = `
(func $sampleRow ${pointParameters("")}
  (loop $eachPixel
    ${sumsAtPoint()}
    ${rounded()}
    ${store()}
    ${nextPoint()}))

(func $sampleColourRow ${pointParameters("(param $matrix i32)")}
  (loop $eachPixel
    ${sumsAtPoint()}
    ${coloured()}
    ${store()}
    ${nextPoint()}))

(func $blendRows
  (param $upper i32) (param $lower i32) (param $weights i32) (param $to i32) (param $count i32)
  (local $both v128) (local $factors v128) (local $a v128) (local $b v128)
  (local.set $factors (i32x4.splat (local.get $weights)))
  (loop $eachSixteen
    (local.set $a (v128.load (local.get $upper)))
    (local.set $b (v128.load (local.get $lower)))
    (local.set $both (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23
      (local.get $a) (local.get $b)))
    ${blendedHalf("low", 0)}
    ${blendedHalf("high", 16)}
    (local.set $both (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31
      (local.get $a) (local.get $b)))
    ${blendedHalf("low", 32)}
    ${blendedHalf("high", 48)}
    (local.set $upper (i32.add (local.get $upper) (i32.const 16)))
    (local.set $lower (i32.add (local.get $lower) (i32.const 16)))
    (local.set $to (i32.add (local.get $to) (i32.const 64)))
    (br_if $eachSixteen (i32.lt_s (i32.const 0) (local.tee $count
      (i32.sub (local.get $count) (i32.const 16)))))))

(func $blendColumns ${columnParameters("")}
  (loop $eachPixel
    ${sumsAtColumn()}
    ${rounded()}
    ${store()}
    ${nextColumn()}))

(func $blendColourColumns ${columnParameters("(param $matrix i32)")}
  (loop $eachPixel
    ${sumsAtColumn()}
    ${coloured()}
    ${store()}
    ${nextColumn()}))

(func $mirrorRows
  (param $from i32) (param $pace i32) (param $to i32) (param $width i32) (param $height i32)
  (local $rest i32) (local $at i32) (local $put i32)
  (loop $eachRow
    (local.set $rest (local.get $width))
    (local.set $put (local.get $to))
    (local.set $at (i32.add (local.get $from)
      (i32.mul (i32.sub (local.get $width) (i32.const 5)) (i32.const 3))))
    (loop $eachFive
      (v128.store (local.get $put)
        (i8x16.shuffle 12 13 14 9 10 11 6 7 8 3 4 5 0 1 2 15
          (v128.load (local.get $at)) (v128.load (local.get $at))))
      (local.set $at (i32.sub (local.get $at) (i32.const 15)))
      (local.set $put (i32.add (local.get $put) (i32.const 15)))
      (br_if $eachFive (i32.lt_s (i32.const 0) (local.tee $rest
        (i32.sub (local.get $rest) (i32.const 5))))))
    (local.set $from (i32.add (local.get $from) (local.get $pace)))
    (local.set $to (i32.add (local.get $to)
      (i32.mul (local.get $width) (i32.const 3))))
    (br_if $eachRow (i32.lt_s (i32.const 0) (local.tee $height
      (i32.sub (local.get $height) (i32.const 1)))))))
`;

export type SampleRowKernel =
  | "sampleRow"
  | "sampleColourRow"
  | "blendRows"
  | "blendColumns"
  | "blendColourColumns"
  | "mirrorRows";

function pointParameters(more: string): string {
  return `
  (param $xs i32) (param $ys i32) (param $count i32)
  (param $origin i32) (param $rowLength i32) (param $to i32) ${more}
  (local $x f64) (local $y f64) (local $left f64) (local $top f64)
  (local $wx i32) (local $wy i32) (local $at i32)
  (local $across v128) (local $sum v128)`;
}

/** Of the four neighbours of a point, times their weights. */
function sumsAtPoint(): string {
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

function columnParameters(more: string): string {
  return `
  (param $line i32) (param $columns i32) (param $weights i32) (param $count i32)
  (param $to i32) ${more}
  (local $at i32) (local $sum v128)`;
}

function sumsAtColumn(): string {
  return `
    (local.set $at (i32.add (local.get $line) (i32.load (local.get $columns))))
    (local.set $sum (i32x4.add
      (i32x4.mul (v128.load (local.get $at))
        (v128.load32_splat (local.get $weights)))
      (i32x4.mul (v128.load offset=12 (local.get $at))
        (v128.load32_splat offset=4 (local.get $weights)))))`;
}

function blendedHalf(half: "low" | "high", offset: number): string {
  return `
    (v128.store offset=${offset} (local.get $to) (i32x4.dot_i16x8_s
      (i16x8.extend_${half}_i8x16_u (local.get $both)) (local.get $factors)))`;
}

function rounded(): string {
  return `
    (local.set $sum (i32x4.shr_s
      (i32x4.add
        (i32x4.add (local.get $sum) (v128.const i32x4 2097151 2097151 2097151 2097151))
        (v128.and
          (i32x4.shr_s (local.get $sum) (i32.const 22))
          (v128.const i32x4 1 1 1 1)))
      (i32.const 22)))`;
}

function coloured(): string {
  return `
    (local.set $sum (f32x4.convert_i32x4_s (local.get $sum)))
    (local.set $sum (i32x4.trunc_sat_f32x4_s (f32x4.nearest
      (f32x4.add
        (f32x4.add
          (f32x4.mul ${lane(0)} (v128.load (local.get $matrix)))
          (f32x4.mul ${lane(1)} (v128.load offset=16 (local.get $matrix))))
        (f32x4.add
          (f32x4.mul ${lane(2)} (v128.load offset=32 (local.get $matrix)))
          (v128.load offset=48 (local.get $matrix)))))))`;
}

function lane(index: number): string {
  const bytes = Array.from({ length: 16 }, (_, i) => index * 4 + (i % 4));
  return `(i8x16.shuffle ${bytes.join(" ")} (local.get $sum) (local.get $sum))`;
}

/** Four bytes, of which the next pixel covers the last. */
function store(): string {
  return `
    (local.set $sum (i16x8.narrow_i32x4_s (local.get $sum) (local.get $sum)))
    (i32.store (local.get $to) (i32x4.extract_lane 0
      (i8x16.narrow_i16x8_u (local.get $sum) (local.get $sum))))
    (local.set $to (i32.add (local.get $to) (i32.const 3)))`;
}

function nextPoint(): string {
  return `
    (local.set $xs (i32.add (local.get $xs) (i32.const 8)))
    (local.set $ys (i32.add (local.get $ys) (i32.const 8)))
    ${whileCounting()}`;
}

function nextColumn(): string {
  return `
    (local.set $columns (i32.add (local.get $columns) (i32.const 4)))
    (local.set $weights (i32.add (local.get $weights) (i32.const 8)))
    ${whileCounting()}`;
}

function whileCounting(): string {
  return `
    (br_if $eachPixel (local.tee $count
      (i32.sub (local.get $count) (i32.const 1))))`;
}
