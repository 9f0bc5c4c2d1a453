import { fileURLToPath } from "node:url";

import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Where `npm run dev` finds the engine; its own pages and the studio then share one origin. */
const engine = process.env["CONVOLVE_ENGINE_URL"] ?? "http://127.0.0.1:4710";
const forwarded = { target: engine, changeOrigin: true };

/** The renderer's build: renderer/ in, dist/renderer out. Nothing is inlined, so that the policy needs no exceptions. */
export const rendererConfig = defineConfig({
  root: fileURLToPath(new URL("renderer", import.meta.url)),
  base: "/",
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL("dist/renderer", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/rpc": forwarded,
      "/images": forwarded,
      "/uploads": forwarded,
      "/exports": forwarded,
      "/predictions": forwarded,
      "/events": { ...forwarded, ws: true },
    },
  },
});

// Vite reads its configuration from the default export only.
export { rendererConfig as default };
