import { X } from "lucide-react";

import { IconButton } from "#renderer/ui/button.tsx";
import { formatCount } from "#renderer/ui/format.ts";
import { strings } from "#renderer/ui/strings.ts";

const text = strings.predict;

/** How long an answer took. */
export function AnswerTime({ milliseconds }: { milliseconds: number }) {
  return (
    <span className="muted small figures">
      {text.time(formatCount(milliseconds))}
    </span>
  );
}

/** Takes one answer off the screen. @param props.name of what was asked about */
export function RemoveAnswer({
  name,
  onRemove,
}: {
  name: string;
  onRemove: () => void;
}) {
  return (
    <IconButton
      icon={X}
      size="small"
      label={text.removePicture(name)}
      onClick={onRemove}
    />
  );
}
