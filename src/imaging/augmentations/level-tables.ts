/** How often each level occurs, 256 numbers for red, for green and for blue. */
export function histogramOf(pixels: Uint8Array): Uint32Array {
  const histogram = new Uint32Array(768);
  for (let i = 0; i < pixels.length; i += 3) {
    const red = pixels[i] as number;
    const green = 256 + (pixels[i + 1] as number);
    const blue = 512 + (pixels[i + 2] as number);
    histogram[red] = (histogram[red] as number) + 1;
    histogram[green] = (histogram[green] as number) + 1;
    histogram[blue] = (histogram[blue] as number) + 1;
  }
  return histogram;
}

/** The same table for all three channels. */
export function sameTable(level: (value: number) => number): Uint8Array {
  const table = new Uint8Array(768);
  for (let value = 0; value < 256; value++) {
    table[value] = table[256 + value] = table[512 + value] = level(value);
  }
  return table;
}

/** A table from each channel's own histogram; a channel for which there is none stays as it is. */
export function tablePerChannel(
  histogram: Uint32Array,
  fill: (counts: Uint32Array, table: Uint8Array) => void,
): Uint8Array {
  const table = sameTable((value) => value);
  for (let start = 0; start < 768; start += 256) {
    fill(
      histogram.subarray(start, start + 256),
      table.subarray(start, start + 256),
    );
  }
  return table;
}

/** Looks every value up. @returns new pixels */
export function applyTable(pixels: Uint8Array, table: Uint8Array): Uint8Array {
  const result = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    result[i] = table[pixels[i] as number] as number;
    result[i + 1] = table[256 + (pixels[i + 1] as number)] as number;
    result[i + 2] = table[512 + (pixels[i + 2] as number)] as number;
  }
  return result;
}
