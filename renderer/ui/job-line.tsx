import "./job-line.css";

import { X } from "lucide-react";

import { Button } from "./button.tsx";
import { ProgressBar } from "./progress-bar.tsx";
import { strings } from "./strings.ts";

/** What a piece of long work is doing, how far it is, and how to end it. */
export function JobLine({
  title,
  phase,
  share,
  ending,
  onCancel,
}: {
  title: string;
  phase: string;
  /** 0 to 1, or null while the end is not known. */
  share: number | null;
  /** It has been told to end. */
  ending: boolean;
  onCancel: () => void;
}) {
  return (
    <div className="job-line">
      <span className="truncate">{phase}</span>
      <ProgressBar label={title} value={share} />
      <Button
        size="small"
        variant="quiet"
        icon={X}
        busy={ending}
        onClick={onCancel}
      >
        {strings.common.cancel}
      </Button>
    </div>
  );
}
