import { FileDown, FolderOpen } from "lucide-react";

import { exportDownloadPath } from "#api/paths.ts";
import type { ExportFormat } from "#api/results.ts";
import { useHost } from "#renderer/host/host-context.ts";
import { Button } from "#renderer/ui/button.tsx";
import { Badge } from "#renderer/ui/chip.tsx";
import {
  formatBytes,
  formatMoment,
  formatQuantity,
} from "#renderer/ui/format.ts";
import { Panel } from "#renderer/ui/panel.tsx";
import { strings } from "#renderer/ui/strings.ts";

import type { LatestExport } from "./latest-export.ts";
import { ParityTable } from "./parity-table.tsx";
import { Snippet } from "./snippet.tsx";

const text = strings.export;

/** One format: what it is for, what is inside, the last export with its check, and code to start from. */
export function FormatPanel({
  format,
  inside,
  exported,
  busy,
  onExport,
}: {
  format: ExportFormat;
  /** What the files hold, in words. */
  inside: string;
  exported: LatestExport | null;
  busy: boolean;
  onExport: () => void;
}) {
  const words = text.formats[format];
  return (
    <Panel
      title={
        <span className="row">
          {words.name}
          {exported !== null && <ParityBadge exported={exported} />}
        </span>
      }
      actions={
        <Button disabled={busy} onClick={onExport}>
          {exported === null ? text.exportOne(words.name) : text.exportAgain}
        </Button>
      }
    >
      <dl className="export__facts">
        <dt>{text.purpose}</dt>
        <dd>{words.purpose}</dd>
        <dt>{text.insideTitle}</dt>
        <dd>{inside}</dd>
      </dl>
      {exported === null ? (
        <p className="muted">{text.never}</p>
      ) : (
        <Exported format={format} exported={exported} />
      )}
    </Panel>
  );
}

function Exported({
  format,
  exported,
}: {
  format: ExportFormat;
  exported: LatestExport;
}) {
  const host = useHost();
  const { content } = exported;
  return (
    <div className="stack export__made">
      <div className="row row--wrap">
        <a
          className="button button--primary"
          href={exportDownloadPath(exported.id, format)}
          download
        >
          <FileDown size={16} aria-hidden />
          {text.download}
        </a>
        {host.canReveal && (
          <Button
            icon={FolderOpen}
            onClick={() => void host.revealInFolder(content.directory)}
          >
            {text.reveal}
          </Button>
        )}
        <span className="muted figures">
          {[
            formatBytes(content.sizeBytes),
            formatQuantity(content.files.length, "file"),
            text.made(formatMoment(exported.createdAt)),
            exported.older > 0 && text.older(String(exported.older)),
          ]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
      <p className="small muted export__path">
        {text.where} <code>{content.directory}</code>
      </p>
      <details className="export__files">
        <summary>{text.fileList}</summary>
        <ul>
          {content.files.map((file) => (
            <li key={file}>
              <code>{file}</code>
            </li>
          ))}
        </ul>
      </details>
      <div className="stack stack--tight">
        <h3>{text.parity}</h3>
        <ParityTable checks={content.parity} />
      </div>
      <Snippet
        title={text.snippet(content.snippet.language)}
        code={content.snippet.code}
      />
    </div>
  );
}

function ParityBadge({ exported }: { exported: LatestExport }) {
  const run = exported.content.parity.filter(({ skipped }) => skipped === null);
  if (run.length === 0) return null;
  return run.every(({ passed }) => passed) ? (
    <Badge tone="good">{text.passed}</Badge>
  ) : (
    <Badge tone="danger">{text.notPassed}</Badge>
  );
}
