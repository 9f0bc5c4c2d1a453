/** `87 %`, for a sentence. */
export function percent(share: number | undefined): string {
  return `${Math.round((share ?? 0) * 100)} %`;
}
