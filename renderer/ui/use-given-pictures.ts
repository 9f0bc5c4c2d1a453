import { useEffect, useState } from "react";

/**
 * Picture files that are pasted or dropped anywhere in the window while the caller is shown. Folders and other files go on to the
 * window's own drop zone.
 * @returns whether files are being held over the window
 */
export function useGivenPictures(
  onFiles: (files: readonly File[]) => void,
): boolean {
  const [over, setOver] = useState(false);

  useEffect(() => {
    function onPaste(event: ClipboardEvent): void {
      const files = picturesOf(event.clipboardData?.files);
      if (files.length > 0) {
        event.preventDefault();
        onFiles(files);
      }
    }
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [onFiles]);

  // Listened to at the document, in the capture phase: the window's own drop zone then leaves files to this screen. Folders go on.
  useEffect(() => {
    let leaving: ReturnType<typeof setTimeout> | undefined;
    function whileOver(event: DragEvent): void {
      if (!isPictureDrag(event)) return;
      event.preventDefault();
      clearTimeout(leaving);
      setOver(true);
      leaving = setTimeout(() => setOver(false), 250);
    }
    function drop(event: DragEvent): void {
      clearTimeout(leaving);
      setOver(false);
      const files = picturesOf(event.dataTransfer?.files);
      if (files.length > 0) {
        event.preventDefault();
        onFiles(files);
      }
    }
    document.addEventListener("dragover", whileOver, true);
    document.addEventListener("drop", drop, true);
    return () => {
      clearTimeout(leaving);
      document.removeEventListener("dragover", whileOver, true);
      document.removeEventListener("drop", drop, true);
    };
  }, [onFiles]);

  return over;
}

export function picturesOf(files: FileList | null | undefined): File[] {
  return Array.from(files ?? []).filter((file) =>
    file.type.startsWith("image/"),
  );
}

/** While it is held over the window, a drag tells the types of its files but not the files; a folder has none. */
function isPictureDrag({ dataTransfer }: DragEvent): boolean {
  return Array.from(dataTransfer?.items ?? []).some(({ type }) =>
    type.startsWith("image/"),
  );
}
