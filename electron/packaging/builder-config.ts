import type { Configuration } from "electron-builder";

/**
 * What electron-builder makes. The engine cannot live in app.asar (a plain Node cannot read it), so it is an extra resource.
 * Signing happens where keys are given in electron-builder's usual environment variables (CSC_LINK, WIN_CSC_LINK, APPLE_ID …).
 */
export const BUILDER_CONFIG: Configuration = {
  appId: "studio.convolve.desktop",
  productName: "Convolve",
  copyright: "The Convolve authors, Apache-2.0",
  directories: { output: "release", buildResources: "assets/icons" },
  files: ["dist/electron/*.cjs", "package.json", "!node_modules/**"],
  extraResources: [{ from: "dist/stage/engine", to: "engine" }],
  asar: true,
  npmRebuild: false,
  nodeGypRebuild: false,
  fileAssociations: [
    {
      ext: "convolve",
      name: "Convolve project",
      description: "A Convolve project folder",
      role: "Editor",
      isPackage: true,
    },
  ],
  mac: {
    category: "public.app-category.developer-tools",
    icon: "assets/icons/icon.icns",
    target: [{ target: "dmg" }, { target: "zip" }],
    hardenedRuntime: true,
    entitlements: "electron/packaging/entitlements.mac.plist",
    entitlementsInherit: "electron/packaging/entitlements.mac.plist",
    notarize: process.env["APPLE_TEAM_ID"] !== undefined,
    // The engine's own Node and native modules are code too.
    binaries: ["Contents/Resources/engine/runtime/node"],
    extendInfo: {
      NSCameraUsageDescription:
        "Convolve uses the camera only while you classify what it sees on the Try screen. Pictures stay on this computer.",
    },
  },
  win: {
    icon: "assets/icons/icon.ico",
    target: [{ target: "nsis" }],
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
  },
  linux: {
    icon: "assets/icons/icon.png",
    category: "Science",
    target: [{ target: "AppImage" }, { target: "deb" }],
    synopsis: "Image-classification studio",
    maintainer: "The Convolve authors <convolve@users.noreply.example>",
  },
};
