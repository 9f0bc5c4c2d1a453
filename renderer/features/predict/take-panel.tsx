import { ImagePlus } from "lucide-react";
import { useRef } from "react";

import { Button } from "#renderer/ui/button.tsx";
import { classNames } from "#renderer/ui/class-names.ts";
import { strings } from "#renderer/ui/strings.ts";
import {
  picturesOf,
  useGivenPictures,
} from "#renderer/ui/use-given-pictures.ts";

const text = strings.predict;

/** Takes pictures that are dropped on the screen, pasted anywhere in it, or picked. */
export function TakePanel({
  onFiles,
}: {
  onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const over = useGivenPictures(onFiles);

  return (
    <section
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
