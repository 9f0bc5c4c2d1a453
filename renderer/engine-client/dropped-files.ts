import type { UploadFile } from "./uploads.ts";

/** What lay in a drop: the name of its one folder (or of the first thing), and every file below with its path. */
export interface DroppedFiles {
  readonly name: string;
  readonly files: readonly UploadFile[];
}

/**
 * The top entries of a drop. They must be taken while the drop event is handled; reading them may come later.
 */
export function entriesOfDrop(transfer: DataTransfer): FileSystemEntry[] {
  return Array.from(transfer.items)
    .filter((item) => item.kind === "file")
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
}

/** All files below the entries of a drop. A single folder's own name is left out of the paths. */
export async function readEntries(
  entries: readonly FileSystemEntry[],
): Promise<DroppedFiles> {
  const files: UploadFile[] = [];
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isFolder(only)) {
    for (const child of await childrenOf(only)) {
      await collect(child, "", files);
    }
    return { name: only.name, files };
  }
  for (const entry of entries) {
    await collect(entry, "", files);
  }
  return { name: only?.name ?? "", files };
}

/** The files of an `<input type="file" webkitdirectory>`; the chosen folder's own name is left out of the paths. */
export function readFileList(list: Iterable<File>): DroppedFiles {
  let name = "";
  const files = Array.from(list, (file) => {
    const [top, ...rest] = (file.webkitRelativePath || file.name).split("/");
    name ||= top ?? "";
    return { path: rest.length > 0 ? rest.join("/") : file.name, file };
  });
  return { name, files: files.filter(({ path }) => !isHidden(path)) };
}

async function collect(
  entry: FileSystemEntry,
  folder: string,
  files: UploadFile[],
): Promise<void> {
  if (isHidden(entry.name)) {
    return;
  }
  const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
  if (isFolder(entry)) {
    for (const child of await childrenOf(entry)) {
      await collect(child, path, files);
    }
  } else if (isFile(entry)) {
    files.push({ path, file: await fileOf(entry) });
  }
}

/** `readEntries` of the browser gives at most 100 at a time. */
async function childrenOf(
  folder: FileSystemDirectoryEntry,
): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) {
      return all.toSorted((one, other) => one.name.localeCompare(other.name));
    }
    all.push(...some);
  }
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** System droppings such as `.DS_Store` and `Thumbs.db`. */
function isHidden(path: string): boolean {
  const name = path.split("/").at(-1) ?? "";
  return name.startsWith(".") || name === "Thumbs.db" || name === "desktop.ini";
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
