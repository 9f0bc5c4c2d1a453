import { useEffect, useState } from "react";

/** Gives a colour as a canvas understands it, `var(--name)` worked out where the element stands. */
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
    if (!color.includes("var(")) return color;
    const found = known.get(color) ?? computedColor(element, color);
    known.set(color, found);
    return found;
  };
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
