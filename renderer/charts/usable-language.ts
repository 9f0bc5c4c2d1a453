/**
 * uPlot hands navigator.language to Intl while it loads, and throws where Intl refuses it: Chromium under LANG=C calls its language
 * `en-US@posix`. Imported before uPlot, this puts a language there that Intl knows.
 */
if (!isUsable(navigator.language)) {
  Object.defineProperty(navigator, "language", {
    value: "en-US",
    configurable: true,
  });
}

function isUsable(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}
