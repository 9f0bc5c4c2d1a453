import { describe, expect, it } from "vitest";

import { assembleKernels } from "#engine/imaging/simd-assembler.ts";
import { openKernels } from "#engine/imaging/simd-memory.ts";

const DOUBLE = `
(func $double (param $at i32) (param $count i32) (local $value i32)
  (loop $each
    (local.set $value (i32.load8_u offset=0 (local.get $at)))
    (i32.store8 (local.get $at) (i32.add (local.get $value) (local.get $value)))
    (local.set $at (i32.add (local.get $at) (i32.const 1)))
    (br_if $each (local.tee $count (i32.sub (local.get $count) (i32.const 1))))))`;

describe("assembleKernels", () => {
  it("makes functions that run", () => {
    const kernels = openKernels<"double">(DOUBLE);
    kernels.clear();
    const address = kernels.allocate(300_000);
    kernels.bytes.fill(7, address, address + 300_000);
    kernels.run.double(address, 299_999);
    expect(kernels.bytes[address]).toBe(14);
    expect(kernels.bytes[address + 299_998]).toBe(14);
    expect(kernels.bytes[address + 299_999]).toBe(7);
  });

  it.each([
    ["(func $a (i32.nonsense))", "i32.nonsense"],
    ["(func $a (local.set $b (i32.const 1)))", "$b"],
    ["(func $a (br $nowhere))", "$nowhere"],
    ["(func $a", "parenthesis"],
  ])("refuses %s", (source, named) => {
    expect(() => assembleKernels(source)).toThrow(SyntaxError);
    expect(() => assembleKernels(source)).toThrow(named);
  });
});

describe("openKernels", () => {
  it("aligns what it allocates and lets go of a large memory", () => {
    const kernels = openKernels<"double">(DOUBLE);
    kernels.clear();
    const first = kernels.allocate(5);
    const second = kernels.allocate(100e6);
    expect([first % 16, second % 16]).toEqual([0, 0]);
    expect(second - first).toBeGreaterThanOrEqual(5);
    expect(kernels.bytes.length).toBeGreaterThan(100e6);
    kernels.clear();
    expect(kernels.bytes.length).toBe(65_536);
  });
});
