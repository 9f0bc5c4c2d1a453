import { OPCODES, SHUFFLE, VECTOR_CONSTANT } from "./simd-opcodes.ts";

/**
 * Turns functions in WebAssembly's text format into a module, so that the kernels need neither a compiler nor a binary in the repository.
 * Understood is what the kernels use: `(func $name (param $x i32)… (local $y v128)… instructions)`, written as folded expressions, with
 * `block`, `loop`, `br`, `br_if` by label. Every function is exported under its name; the memory is imported as `host.memory`.
 * @throws SyntaxError for text outside of this
 */
export function assembleKernels(source: string): Uint8Array<ArrayBuffer> {
  const functions = parse(source).map(readFunction);
  return Uint8Array.from([
    ...MAGIC_AND_VERSION,
    ...section(
      1,
      functions.map(({ params }) => [
        0x60,
        ...sized(params.map((type) => [type])),
        0,
      ]),
    ),
    ...section(2, [[...name("host"), ...name("memory"), 0x02, 0x00, 0x01]]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      functions.map((item, index) => [
        ...name(item.name),
        0x00,
        ...unsigned(index),
      ]),
    ),
    ...section(
      10,
      functions.map(({ body }) => [...unsigned(body.length), ...body]),
    ),
  ]);
}

type Expression = string | Expression[];

const TYPES: Readonly<Record<string, number>> = {
  i32: 0x7f,
  f64: 0x7c,
  v128: 0x7b,
};
const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const NO_RESULT = 0x40;
const END = 0x0b;

function parse(source: string): Expression[][] {
  const root: Expression[] = [];
  const open: Expression[][] = [root];
  for (const [token] of source.matchAll(/[()]|[^\s()]+/g)) {
    const current = open.at(-1) ?? root;
    if (token === "(") {
      const list: Expression[] = [];
      current.push(list);
      open.push(list);
    } else if (token === ")") {
      open.pop();
    } else {
      current.push(token);
    }
  }
  if (open.length !== 1) throw new SyntaxError("A parenthesis is not closed.");
  return root.map((item) => {
    if (typeof item === "string") throw new SyntaxError(`Unexpected ${item}.`);
    return item;
  });
}

interface AssembledFunction {
  readonly name: string;
  readonly params: readonly number[];
  readonly body: readonly number[];
}

function readFunction([
  ,
  label,
  ...rest
]: readonly Expression[]): AssembledFunction {
  const names = new Map<string, number>();
  const params: number[] = [];
  const locals: number[] = [];
  const code: number[] = [];
  for (const item of rest) {
    const [kind, first, type] = item as string[];
    if (kind === "param" || kind === "local") {
      names.set(String(first), names.size);
      (kind === "param" ? params : locals).push(lookUp(TYPES, String(type)));
    } else {
      emit(item, names, [], code);
    }
  }
  const body = [...sized(locals.map((type) => [1, type])), ...code, END];
  return { name: String(label).slice(1), params, body };
}

/** Appends the code of one folded expression: its operands, then itself. */
function emit(
  expression: Expression,
  locals: ReadonlyMap<string, number>,
  labels: readonly string[],
  code: number[],
): void {
  const [head, ...rest] = expression as [string, ...Expression[]];
  const operands = (items: readonly Expression[]) => {
    for (const item of items) emit(item, locals, labels, code);
  };
  switch (head) {
    case "local.get":
    case "local.set":
    case "local.tee": {
      operands(rest.slice(1));
      const index = locals.get(String(rest[0]));
      if (index === undefined) throw new SyntaxError(`No local ${rest[0]}.`);
      const opcode = { get: 0x20, set: 0x21, tee: 0x22 }[head.slice(6)];
      code.push(opcode as number, ...unsigned(index));
      return;
    }
    case "i32.const":
      code.push(0x41, ...signed(Number(rest[0])));
      return;
    case "f64.const":
      code.push(0x44, ...float64Bytes(Number(rest[0])));
      return;
    case "v128.const":
      code.push(...VECTOR_CONSTANT, ...vectorBytes(rest as string[]));
      return;
    case "i8x16.shuffle":
      operands(rest.slice(16));
      code.push(...SHUFFLE, ...rest.slice(0, 16).map(Number));
      return;
    case "block":
    case "loop": {
      code.push(head === "block" ? 0x02 : 0x03, NO_RESULT);
      const inner = [String(rest[0]), ...labels];
      for (const item of rest.slice(1)) emit(item, locals, inner, code);
      code.push(END);
      return;
    }
    case "br":
    case "br_if": {
      operands(rest.slice(1));
      const depth = labels.indexOf(String(rest[0]));
      if (depth < 0) throw new SyntaxError(`No label ${rest[0]}.`);
      code.push(head === "br" ? 0x0c : 0x0d, ...unsigned(depth));
      return;
    }
    default: {
      const opcode = lookUp(OPCODES, head);
      const immediates = rest.filter((item) => typeof item === "string");
      operands(rest.slice(immediates.length));
      code.push(...opcode.bytes);
      if (opcode.kind === "memory") {
        const offset = immediates.find((item) => item.startsWith("offset="));
        code.push(Math.log2(opcode.size));
        code.push(...unsigned(Number(offset?.slice(7) ?? 0)));
      }
      if (opcode.kind === "lane" || (opcode.kind === "memory" && opcode.lane)) {
        code.push(Number(immediates.at(-1)));
      }
    }
  }
}

function float64Bytes(value: number): Uint8Array {
  return new Uint8Array(Float64Array.of(value).buffer);
}

/** `i16x8` and eight numbers, or the like. */
function vectorBytes([shape, ...values]: readonly string[]): Uint8Array {
  const numbers = values.map(Number);
  switch (shape) {
    case "i8x16":
      return Uint8Array.from(numbers);
    case "i16x8":
      return new Uint8Array(Int16Array.from(numbers).buffer);
    case "i32x4":
      return new Uint8Array(Int32Array.from(numbers).buffer);
    default:
      throw new SyntaxError(`No vector shape ${shape}.`);
  }
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: string): T {
  const value = table[key];
  if (value === undefined) throw new SyntaxError(`Unknown word ${key}.`);
  return value;
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = sized(items);
  return [id, ...unsigned(content.length), ...content];
}

function sized(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)];
  return [...unsigned(bytes.length), ...bytes];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ;) {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    if (rest === 0) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

/** Signed LEB128 of 32 bits. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value | 0; ;) {
    const low = rest & 0x7f;
    rest >>= 7;
    const isLast =
      (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
    if (isLast) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
