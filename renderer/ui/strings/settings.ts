export const settingsStrings = {
  title: "Settings",
  appearance: "Appearance",
  theme: "Theme",
  themes: { system: "As the system", light: "Light", dark: "Dark" },
  computing: "Computing",
  threads: "Threads",
  threadsAuto: "Automatic",
  threadsManual: "Fixed",
  threadsWhy: (cores: number) =>
    `Automatic uses every physical core; this machine shows ${cores}. Fewer leave room for other programs. Training gives the same numbers with any count.`,
  device: "Device",
  deviceWhy:
    "Automatic takes the fastest that was measured for the network and computes it rightly; the processor where nothing is measured. A training can choose another.",
  toDevices: "Devices",
  storage: "Storage",
  cache: "Cache of this project",
  cacheWhy:
    "Decoded pictures and features, so that a JPEG is opened only once. It can be rebuilt at any time; clearing it loses nothing.",
  cacheUse: (used: string, budget: string, free: string) =>
    `${used} of ${budget} used · ${free} free on the disk`,
  budget: "Cache budget",
  budgetAuto: "Automatic",
  budgetManual: "Fixed",
  budgetWhy: "Automatic is the smaller of 20 GB and a fifth of the free disk.",
  clearCache: "Clear the cache",
  cleared: "The cache is empty",
  noProject: "Open a project to see its cache.",
  network: "Downloads",
  proxy: "Proxy",
  proxyWhy:
    "Downloads go through it. Empty: as HTTPS_PROXY and HTTP_PROXY say.",
  proxyExample: "http://proxy.example:3128",
  mirror: "Mirror",
  mirrorWhy:
    "Weights come from below this address instead of the publisher's host, such as a company's own copy.",
  mirrorExample: "https://files.example/keras",
  version: (version: string) => `Convolve ${version}`,
  diagnostics: "Diagnostics",
  diagnosticsWhy:
    "Versions, devices and the end of the log as text, for a report. Read it before you send it: it names folders of this machine.",
  copyDiagnostics: "Copy diagnostics",
  copied: "Diagnostics copied",
  copyFailed: "The clipboard is not available here; select the text instead.",
  gigabytes: "GB",
} as const;
