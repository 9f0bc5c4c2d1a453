import { useEffect, useState } from "react";

/** Gives a colour as a canvas understands it, `var(--name)` and `light-dark()` worked out where the element stands. */
export type ColorResolver = (element: Element, color: string) => string;

/** Colours for a canvas, remembered until the theme changes: then it is another function, so that what depends on it draws again. */
export function useColorResolver(): ColorResolver {
  const [resolver, setResolver] = useState(createColorResolver);
  useEffect(() => {
    const changed = () => setResolver(createColorResolver);
    const observer = new MutationObserver(changed);
    observer.observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["class", "data-theme", "style"],
    });
    const preference = matchMedia("(prefers-color-scheme: dark)");
    preference.addEventListener("change", changed);
    return () => {
      observer.disconnect();
      preference.removeEventListener("change", changed);
    };
  }, []);
  return resolver;
}

function createColorResolver(): ColorResolver {
  const known = new Map<string, string>();
  return (element, color) => {
    if (!/var\(|light-dark\(/.test(color)) return color;
    const found = known.get(color) ?? computedColor(element, color);
    known.set(color, found);
    return found;
  };
}

/** Red, green and blue, 0 to 255, of any colour that a canvas understands. */
export function rgbOf(color: string): readonly [number, number, number] {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  if (context === null) return [128, 128, 128];
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}

function computedColor(element: Element, color: string): string {
  const probe = document.createElement("span");
  probe.style.color = color;
  probe.style.display = "none";
  (element.parentElement ?? element).append(probe);
  const resolved = getComputedStyle(probe).color;
  probe.remove();
  return resolved;
}
