import { ImagePlus } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { Button } from "#renderer/ui/button.tsx";
import { classNames } from "#renderer/ui/class-names.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.predict;

/** Takes pictures that are dropped on the screen, pasted anywhere in it, or picked. */
export function TakePanel({
  onFiles,
}: {
  onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const zone = useRef<HTMLElement>(null);
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
      if (!zone.current || !isFileDrag(event)) return;
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

  return (
    <section
      ref={zone}
      className={classNames("try__zone", over && "try__zone--over")}
      aria-label={text.dropTitle}
    >
      <ImagePlus size={32} strokeWidth={1.25} aria-hidden />
      <h2>{text.dropTitle}</h2>
      <p className="muted small">{text.dropText}</p>
      <Button variant="primary" onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={text.choose}
        onChange={(event) => {
          onFiles(picturesOf(event.target.files));
          event.target.value = "";
        }}
      />
    </section>
  );
}

function isFileDrag(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") === true;
}

function picturesOf(files: FileList | null | undefined): File[] {
  return Array.from(files ?? []).filter((file) =>
    file.type.startsWith("image/"),
  );
}
