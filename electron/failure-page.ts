/**
 * The page that the window shows when the engine could not be kept alive: what happened, what to do, the log.
 * A data URL without scripts; its links are acts of the shell (navigation-policy.ts).
 */
export function failurePageUrl(reason: string, log: readonly string[]): string {
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Convolve</title>
<style>
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 52rem; margin: 10vh auto; padding: 0 24px; }
pre { overflow: auto; max-height: 40vh; padding: 12px; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; font-size: 12px; }
a { margin-right: 16px; }
</style>
</head>
<body>
<h1>The engine does not stay up</h1>
<p>${escapeHtml(reason)} It was started again three times. Your pictures and everything that was saved are safe.</p>
<p>Try once more; if it happens again, copy the log and attach it to a report.</p>
<p><a href="convolve-shell:restart-engine">Try again</a><a href="convolve-shell:copy-log">Copy the log</a><a href="convolve-shell:quit">Quit</a></p>
<h2>Log</h2>
<pre>${escapeHtml(log.length > 0 ? log.join("\n") : "The engine said nothing.")}</pre>
</body>
</html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(page)}`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
