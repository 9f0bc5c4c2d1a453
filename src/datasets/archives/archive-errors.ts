import { StudioError } from "#engine/base/errors.ts";

const SHOWN_CHARACTERS = 120;

export function damagedArchive(name: string, cause: unknown): StudioError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StudioError(
    "archive/damaged",
    `Expected ${name} to be a whole archive. Received: one that cannot be read to its end (${reason}). Copy or download it again; what can be read of it may be unpacked by hand and imported as a folder.`,
    { cause },
  );
}

export function encryptedArchive(name: string): StudioError {
  return new StudioError(
    "archive/encrypted",
    `Expected an archive without a password. Received: ${name}, which is encrypted. Unpack it with its password and import the folder.`,
  );
}

/** The one answer to a path that leads out of the archive: what else it holds is not to be trusted either. */
export function unsafeArchive(name: string, path: string): StudioError {
  return new StudioError(
    "archive/unsafe-path",
    `Expected the files of ${name} to lie below one folder. Received: “${shorten(path)}”, which would be written somewhere else. Nothing was unpacked. Get the archive from somebody you trust.`,
  );
}

export function tooManyEntries(name: string, most: number): StudioError {
  return new StudioError(
    "archive/too-many-entries",
    `Expected at most ${most.toLocaleString("en")} entries in an archive. Received: more, in ${name}. Unpack it and import the folder, or divide it.`,
  );
}

export function archiveTooLarge(name: string, what: string): StudioError {
  return new StudioError(
    "archive/too-large",
    `Expected an archive of pictures. Received: ${name}, which ${what}, as archives do that are made to fill a disk. Unpack it and import the folder if you know what it is, or raise the limit.`,
  );
}

export function shorten(path: string): string {
  const visible = path.replaceAll(/\p{Cc}/gu, "�");
  return visible.length > SHOWN_CHARACTERS
    ? `${visible.slice(0, SHOWN_CHARACTERS)}…`
    : visible;
}
