const SHORT = 3;
const LONG = 4;
const BYTES = 7;
const HEADER_BYTES = 8;

/**
 * Raw pixels with a colour profile as an uncompressed TIFF (Adobe TIFF 6.0, ICC.1 annex B.4), for a reader that takes profiles from files only.
 * @param pixels RGBA8, straight alpha, [height, width, 4]
 */
export function writePlainTiff(
  pixels: Uint8Array,
  width: number,
  height: number,
  profile: Uint8Array,
): Buffer {
  const bitsAt = HEADER_BYTES + pixels.length;
  const profileAt = bitsAt + 8;
  const directoryAt = profileAt + profile.length + (profile.length % 2);
  const entries: readonly (readonly [number, number, number, number])[] = [
    // Tag, type, count, value or where it lies.
    [256, LONG, 1, width],
    [257, LONG, 1, height],
    [258, SHORT, 4, bitsAt],
    [259, SHORT, 1, 1],
    [262, SHORT, 1, 2],
    [273, LONG, 1, HEADER_BYTES],
    [277, SHORT, 1, 4],
    [278, LONG, 1, height],
    [279, LONG, 1, pixels.length],
    [338, SHORT, 1, 2],
    [34_675, BYTES, profile.length, profileAt],
  ];
  const file = Buffer.alloc(directoryAt + 2 + entries.length * 12 + 4);
  file.write("II*\0", "latin1");
  file.writeUInt32LE(directoryAt, 4);
  file.set(pixels, HEADER_BYTES);
  for (let i = 0; i < 4; i++) file.writeUInt16LE(8, bitsAt + i * 2);
  file.set(profile, profileAt);
  file.writeUInt16LE(entries.length, directoryAt);
  entries.forEach(([tag, type, count, value], index) => {
    const at = directoryAt + 2 + index * 12;
    file.writeUInt16LE(tag, at);
    file.writeUInt16LE(type, at + 2);
    file.writeUInt32LE(count, at + 4);
    file.writeUInt32LE(value, at + 8);
  });
  return file;
}
