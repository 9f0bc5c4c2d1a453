/** Columns of numbers that came as base64 of their little-endian bytes. */

export function decodeIntegers(base64: string): Int32Array {
  return new Int32Array(bytesOf(base64).buffer);
}

export function decodeNumbers(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64).buffer);
}

function bytesOf(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    bytes[index] = text.charCodeAt(index);
  }
  return bytes;
}
