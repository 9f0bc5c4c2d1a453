import type { CSSProperties } from "react";

import type { ResizePreview } from "#api/resize.ts";
import { useImagePaths } from "#renderer/engine-client/image-paths.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.resize;

/** A picture as the network sees it; what cropping cuts off is dimmed. */
export function ResizedPicture({
  row,
  mode,
}: {
  row: ResizePreview;
  mode: "squash" | "crop" | "fit";
}) {
  const alt = text.shown(text.modes[mode].label, row.width, row.height);
  return (
    <span className="resize__square" data-mode={mode}>
      {mode === "crop" ? (
        <CroppedPicture row={row} alt={alt} />
      ) : (
        <img src={row[mode]} alt={alt} />
      )}
    </span>
  );
}

function CroppedPicture({ row, alt }: { row: ResizePreview; alt: string }) {
  const imagePaths = useImagePaths();
  const { width, height, kept } = row;
  const longest = Math.max(width, height);
  const percent = (part: number, whole: number) => `${(100 * part) / whole}%`;
  const whole: CSSProperties = {
    width: percent(width, longest),
    height: percent(height, longest),
  };
  const inside: CSSProperties = {
    left: percent(kept.left, width),
    top: percent(kept.top, height),
    width: percent(kept.width, width),
    height: percent(kept.height, height),
  };
  return (
    <span className="resize__whole" style={whole}>
      <img src={imagePaths.thumbnail(row.imageId)} alt={alt} />
      <span className="resize__kept" style={inside}>
        <img src={row.crop} alt="" />
      </span>
    </span>
  );
}
