import { ImagePlus, X } from "lucide-react";
import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";

import type { CaptureQueue } from "#renderer/engine-client/capture-queue.ts";
import { Button, IconButton } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";
import { picturesOf } from "#renderer/ui/use-given-pictures.ts";

import type { Target } from "./add-target.tsx";

const text = strings.captures;
/** Small pictures that are drawn; the rest is counted. */
const MOST_SHOWN = 24;

/** Picture files that were given, to be looked at before they are added. */
export function AddFiles({
  files,
  onFiles,
  target,
  queue,
}: {
  files: readonly File[];
  onFiles: (files: readonly File[]) => void;
  target: Target;
  queue: CaptureQueue;
}) {
  const input = useRef<HTMLInputElement>(null);
  const { waiting } = useSyncExternalStore(queue.subscribe, queue.state);

  async function add(): Promise<void> {
    const classId = await target.resolve();
    if (classId === undefined) return;
    queue.add(files, classId);
    onFiles([]);
  }

  return (
    <div className="stack">
      {files.length === 0 ? (
        <div className="add-files__zone">
          <ImagePlus size={32} strokeWidth={1.25} aria-hidden />
          <strong>{text.dropTitle}</strong>
          <p className="muted small">{text.dropText}</p>
        </div>
      ) : (
        <ul className="add-files__list" aria-label={text.chosen}>
          {files.slice(0, MOST_SHOWN).map((file, place) => (
            <SmallPicture
              key={`${place}-${file.name}-${file.lastModified}`}
              file={file}
              onRemove={() => onFiles(files.filter((one) => one !== file))}
            />
          ))}
        </ul>
      )}
      <div className="row row--wrap">
        <Button onClick={() => input.current?.click()}>{text.choose}</Button>
        <Button
          variant="primary"
          disabled={files.length === 0}
          busy={waiting > 0}
          onClick={() => void add()}
        >
          {text.addCount(files.length)}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/*"
        multiple
        hidden
        aria-label={text.choose}
        onChange={(event) => {
          onFiles([...files, ...picturesOf(event.target.files)]);
          event.target.value = "";
        }}
      />
    </div>
  );
}

function SmallPicture({
  file,
  onRemove,
}: {
  file: File;
  onRemove: () => void;
}) {
  const name = file.name || text.pasted;
  const url = useMemo(() => URL.createObjectURL(file), [file]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return (
    <li className="add-files__picture">
      <img src={url} alt={name} />
      <IconButton
        icon={X}
        size="small"
        label={text.leaveOut(name)}
        onClick={onRemove}
      />
    </li>
  );
}
