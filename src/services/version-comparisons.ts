import type {
  ChangeKind,
  PictureChange,
  PictureState,
  VersionReference,
} from "#api/versions.ts";
import {
  compareVersions,
  type VersionDifference,
} from "#engine/datasets/versions/compare-versions.ts";
import { currentVersion } from "#engine/datasets/versions/current-version.ts";
import type { IndexReader } from "#engine/storage/index-queries.ts";
import type { Project } from "#engine/storage/project-types.ts";
import {
  EXCLUDED,
  hashOfRow,
  pathOfRow,
  readVersion,
  VERSION_SIDES,
  type DataVersion,
} from "#engine/storage/versions-file.ts";

/** Two versions and how they differ. */
export interface Comparison {
  readonly before: DataVersion;
  readonly after: DataVersion;
  readonly difference: VersionDifference;
}

/** A million pictures take a tenth of a gigabyte; nobody pages through a comparison for ever. */
const KEPT_MS = 60_000;

/** The comparison that a person pages through, made once. */
export class VersionComparisons {
  #key = "";
  #comparison: Promise<Comparison> | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @throws StudioError `versions/…` */
  of(
    project: Project,
    from: VersionReference,
    to: VersionReference,
  ): Promise<Comparison> {
    const key = `${project.directory} ${from} ${to}`;
    if (this.#comparison === null || this.#key !== key) {
      this.#key = key;
      this.#comparison = compare(project, from, to);
      this.#comparison.catch(() => this.forget());
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.forget(), KEPT_MS);
    this.#timer.unref();
    return this.#comparison;
  }

  /** After the data set has changed. */
  forget(): void {
    this.#comparison = null;
    clearTimeout(this.#timer);
  }
}

async function compare(
  project: Project,
  from: VersionReference,
  to: VersionReference,
): Promise<Comparison> {
  const open = (reference: VersionReference) =>
    reference === "now"
      ? currentVersion(project.reader)
      : readVersion(project.directory, reference);
  const before = await open(from);
  const after = await open(to);
  return { before, after, difference: await compareVersions(before, after) };
}

/** The pictures that differ in one way, a page of them. */
export function pageOfChanges(
  { before, after, difference }: Comparison,
  reader: IndexReader,
  page: { kind: ChangeKind; offset: number; limit: number },
): { total: number; changes: PictureChange[] } {
  const { kind, offset, limit } = page;
  return {
    total: difference.counts[kind],
    changes: difference.pairs(kind, offset, limit).map((rows) => {
      const [version, row] =
        rows.after >= 0 ? [after, rows.after] : [before, rows.before];
      const sha256 = hashOfRow(version, row);
      return {
        sha256,
        path: pathOfRow(version, row),
        imageId: reader.imageByHash(sha256)?.id ?? null,
        before: rows.before < 0 ? null : stateOfRow(before, rows.before),
        after: rows.after < 0 ? null : stateOfRow(after, rows.after),
      };
    }),
  };
}

function stateOfRow(version: DataVersion, row: number): PictureState {
  const flags = version.flags[row] as number;
  return {
    className: version.classNames[version.classes[row] as number] ?? null,
    split: VERSION_SIDES[(flags & ~EXCLUDED) - 1] ?? null,
    excluded: (flags & EXCLUDED) !== 0,
  };
}
