import { StudioError } from "#engine/base/errors.ts";

/** Why a file is not used as a picture; these codes are stable and stored with the skipped files. */
export const PICTURE_ERROR_CODES = [
  "image/empty",
  "image/not-an-image",
  "image/unsupported",
  "image/truncated",
  "image/corrupt",
  "image/too-large",
  "image/unreadable",
  "image/changed",
] as const;

export type PictureErrorCode = (typeof PICTURE_ERROR_CODES)[number];

/** A file that cannot be used as a picture. The message is one sentence of what was expected and what came, and one of what to do. */
export class PictureError extends StudioError {
  declare readonly code: PictureErrorCode;

  constructor(
    code: PictureErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(code, message, options);
    this.name = "PictureError";
  }
}

export function emptyFile(): PictureError {
  return new PictureError(
    "image/empty",
    "Expected a picture. Received: an empty file of 0 bytes. Copy the file again from where it came.",
  );
}

export function notAnImage(label: string | undefined): PictureError {
  return new PictureError(
    "image/not-an-image",
    `Expected a picture (JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, BMP or SVG). Received: ${label ?? "data of an unknown kind"}. Remove the file, or copy it again if it should be a picture.`,
  );
}

export function unsupportedFormat(
  label: string,
  cause?: unknown,
): PictureError {
  return new PictureError(
    "image/unsupported",
    `Expected a picture as JPEG, PNG, WebP, AVIF, HEIC, GIF, TIFF, BMP or SVG. Received: ${label}, which cannot be read here. Save the picture as JPEG or PNG.`,
    { cause },
  );
}

export function truncatedFile(label: string, cause?: unknown): PictureError {
  return new PictureError(
    "image/truncated",
    `Expected a whole ${label} file. Received: one that ends too early, so a part of the picture is missing. Copy or download the file again.`,
    { cause },
  );
}

export function corruptFile(label: string, cause?: unknown): PictureError {
  return new PictureError(
    "image/corrupt",
    `Expected a valid ${label} file. Received: one whose data is damaged. Copy the file again, or open it in a picture editor and save it anew.`,
    { cause },
  );
}

export function tooManyPixels(limit: number, cause?: unknown): PictureError {
  return new PictureError(
    "image/too-large",
    `Expected a picture of at most ${megapixels(limit)} megapixels. Received: a larger one. Make the picture smaller and save it again.`,
    { cause },
  );
}

export function tooManyBytes(limit: number, received: number): PictureError {
  return new PictureError(
    "image/too-large",
    `Expected a file of at most ${megabytes(limit)} MB. Received: ${megabytes(received)} MB. Make the picture smaller and save it again.`,
  );
}

const NO_PERMISSION = [
  "no permission to read it",
  "Give yourself permission to read the file.",
] as const;

/** By the system's code, what was received and what to do. */
const UNREADABLE: Readonly<Record<string, readonly [string, string]>> = {
  ENOENT: [
    "no file at this place",
    "Put the file back or find its folder again.",
  ],
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EISDIR: ["a folder", "Check the disk or the connection to it."],
  ENXIO: ["a device, socket or pipe", "Put a file in its place, or remove it."],
  ENAMETOOLONG: [
    "a path that is longer than the system allows",
    "Shorten the names of its folders, or move it up.",
  ],
};

/** The operating system refused to give the file's bytes. */
export function unreadableFile(cause: unknown): PictureError {
  const code = (cause as { code?: unknown } | undefined)?.code;
  const known =
    typeof code === "string" && Object.hasOwn(UNREADABLE, code)
      ? UNREADABLE[code]
      : undefined;
  const [received, action] = known ?? [
    `the system's error ${typeof code === "string" ? code : "without a code"}`,
    "Check the disk or the connection to it.",
  ];
  return new PictureError(
    "image/unreadable",
    `Expected a file that can be read. Received: ${received}. ${action}`,
    { cause },
  );
}

/** The file has other bytes than when it was imported. */
export function changedFile(): PictureError {
  return new PictureError(
    "image/changed",
    "Expected the file as it was imported. Received: other content at the same place. Import the folder again.",
  );
}

function megapixels(pixels: number): string {
  return Math.round(pixels / 1e6).toLocaleString("en");
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value.toLocaleString("en", {
    maximumFractionDigits: value < 10 ? 1 : 0,
  });
}
