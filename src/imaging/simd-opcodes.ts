/**
 * The instructions of WebAssembly that the kernels use, by their names in the text format
 * (webassembly.github.io/spec/core/binary/instructions.html). `memory` instructions take an offset; `size` is the natural alignment.
 */
export type Opcode =
  | { readonly kind: "plain"; readonly bytes: readonly number[] }
  | {
      readonly kind: "memory";
      readonly bytes: readonly number[];
      readonly size: number;
      /** Whether a lane number follows the address. */
      readonly lane: boolean;
    }
  | { readonly kind: "lane"; readonly bytes: readonly number[] };

const SIMD_PREFIX = 0xfd;

export const OPCODES: Readonly<Record<string, Opcode>> = {
  drop: plain(0x1a),
  "i32.eqz": plain(0x45),
  "i32.lt_s": plain(0x48),
  "i32.add": plain(0x6a),
  "i32.sub": plain(0x6b),
  "i32.mul": plain(0x6c),
  "i32.and": plain(0x71),
  "i32.shl": plain(0x74),
  "i32.shr_s": plain(0x75),
  "i32.load": memory([0x28], 4),
  "i32.load8_u": memory([0x2d], 1),
  "i32.load16_s": memory([0x2e], 2),
  "i32.load16_u": memory([0x2f], 2),
  "i32.store": memory([0x36], 4),
  "i32.store8": memory([0x3a], 1),
  "f64.load": memory([0x2b], 8),
  "f64.floor": plain(0x9c),
  "f64.add": plain(0xa0),
  "f64.sub": plain(0xa1),
  "f64.mul": plain(0xa2),
  "i32.trunc_f64_s": plain(0xaa),
  "v128.load": memory(simd(0x00), 16),
  "v128.load8x8_u": memory(simd(0x02), 8),
  "v128.load32_splat": memory(simd(0x09), 4),
  "v128.store": memory(simd(0x0b), 16),
  "i8x16.swizzle": plain(...simd(0x0e)),
  "i8x16.splat": plain(...simd(0x0f)),
  "i16x8.splat": plain(...simd(0x10)),
  "i32x4.splat": plain(...simd(0x11)),
  "i32x4.extract_lane": { kind: "lane", bytes: simd(0x1b) },
  "v128.and": plain(...simd(0x4e)),
  "v128.or": plain(...simd(0x50)),
  "v128.xor": plain(...simd(0x51)),
  "v128.any_true": plain(...simd(0x53)),
  "v128.load16_lane": memory(simd(0x55), 2, true),
  "v128.store64_lane": memory(simd(0x5b), 8, true),
  "v128.load32_zero": memory(simd(0x5c), 4),
  "v128.load64_zero": memory(simd(0x5d), 8),
  "f32x4.nearest": plain(...simd(0x6a)),
  "i8x16.narrow_i16x8_s": plain(...simd(0x65)),
  "i8x16.narrow_i16x8_u": plain(...simd(0x66)),
  "i16x8.extadd_pairwise_i8x16_u": plain(...simd(0x7d)),
  "i8x16.add": plain(...simd(0x6e)),
  "i8x16.min_u": plain(...simd(0x77)),
  "i8x16.max_u": plain(...simd(0x79)),
  "i16x8.narrow_i32x4_s": plain(...simd(0x85)),
  "i16x8.extend_low_i8x16_u": plain(...simd(0x89)),
  "i16x8.extend_high_i8x16_u": plain(...simd(0x8a)),
  "i16x8.q15mulr_sat_s": plain(...simd(0x82)),
  "i16x8.shl": plain(...simd(0x8b)),
  "i16x8.shr_s": plain(...simd(0x8c)),
  "i16x8.shr_u": plain(...simd(0x8d)),
  "i16x8.add": plain(...simd(0x8e)),
  "i16x8.sub": plain(...simd(0x91)),
  "i16x8.mul": plain(...simd(0x95)),
  "i32x4.extend_low_i16x8_s": plain(...simd(0xa7)),
  "i32x4.extend_high_i16x8_s": plain(...simd(0xa8)),
  "i32x4.extend_low_i16x8_u": plain(...simd(0xa9)),
  "i32x4.extend_high_i16x8_u": plain(...simd(0xaa)),
  "i32x4.shl": plain(...simd(0xab)),
  "i32x4.shr_s": plain(...simd(0xac)),
  "i32x4.shr_u": plain(...simd(0xad)),
  "i32x4.add": plain(...simd(0xae)),
  "i32x4.sub": plain(...simd(0xb1)),
  "i32x4.mul": plain(...simd(0xb5)),
  "i32x4.dot_i16x8_s": plain(...simd(0xba)),
  "i32x4.abs": plain(...simd(0xa0)),
  "f32x4.add": plain(...simd(0xe4)),
  "f32x4.mul": plain(...simd(0xe6)),
  "i32x4.trunc_sat_f32x4_s": plain(...simd(0xf8)),
  "f32x4.convert_i32x4_s": plain(...simd(0xfa)),
};

export const SHUFFLE = simd(0x0d);
export const VECTOR_CONSTANT = simd(0x0c);

function plain(...bytes: readonly number[]): Opcode {
  return { kind: "plain", bytes };
}

function memory(
  bytes: readonly number[],
  size: number,
  lane: boolean = false,
): Opcode {
  return { kind: "memory", bytes, size, lane };
}

/** The prefix, then the number in LEB128. */
function simd(code: number): number[] {
  return code < 0x80
    ? [SIMD_PREFIX, code]
    : [SIMD_PREFIX, (code & 0x7f) | 0x80, code >> 7];
}
