import { Check, Copy } from "lucide-react";
import { useState } from "react";

import { Button } from "#renderer/ui/button.tsx";
import { strings } from "#renderer/ui/strings.ts";

const SHOWN_MS = 2000;

/** Code to start from, and a button that copies it. */
export function Snippet({ title, code }: { title: string; code: string }) {
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(code);
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
  }
  return (
    <div className="stack stack--tight">
      <div className="row row--between">
        <h3>{title}</h3>
        <Button
          size="small"
          icon={copied ? Check : Copy}
          onClick={() => void copy()}
        >
          {copied ? strings.common.copied : strings.export.copySnippet}
        </Button>
      </div>
      <pre className="export__code">
        <code>{code}</code>
      </pre>
    </div>
  );
}
