/** The project folder (`….convolve`) among command-line arguments, as a file association hands it over; null when there is none. */
export function projectInArguments(argv: readonly string[]): string | null {
  const found = argv
    .slice(1)
    .find((word) => !word.startsWith("-") && /\.convolve[\\/]?$/.test(word));
  return found ?? null;
}
