/**
 * Pictures that were picked by hand or by likeness, on their way to the grid: too many for an address, so the window keeps the
 * last lot, and a reload finds it again.
 */
export interface PickedPictures {
  /** What the address says. */
  readonly key: string;
  /** What they are, for a person. */
  readonly label: string;
  readonly imageIds: readonly number[];
}

/** As many as a filter can name. */
export const MOST_PICKED = 20_000;

const STORED_AS = "convolve.picked-pictures";

/** Keeps them in place of the last lot. @returns the key for the address, `/data?picked=<key>` */
export function keepPicked(
  label: string,
  imageIds: readonly number[],
  store: Storage = sessionStorage,
): string {
  const key = Date.now().toString(36);
  const picked: PickedPictures = {
    key,
    label,
    imageIds: imageIds.slice(0, MOST_PICKED),
  };
  store.setItem(STORED_AS, JSON.stringify(picked));
  return key;
}

/** What was kept under a key; undefined when it has been replaced. */
export function readPicked(
  key: string | null,
  store: Storage = sessionStorage,
): PickedPictures | undefined {
  const stored = key === null ? null : store.getItem(STORED_AS);
  if (stored === null) {
    return undefined;
  }
  const picked = JSON.parse(stored) as PickedPictures;
  return picked.key === key ? picked : undefined;
}
