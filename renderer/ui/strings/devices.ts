export const devicesStrings = {
  title: "Devices",
  subtitle: (network: string) => `Figures for ${network}`,
  looking: "Looking for devices …",
  lookAgain: "Look again",
  automatic: "Automatic",

  used: "What computes",
  choice: "Use",
  choiceWhy:
    "Kept for everything that is trained, evaluated and classified from now on; a training can choose another.",
  forward: "Forward",
  training: "Training",
  imagesPerSecond: "images/s",
  notMeasured: "not measured",

  network: "Network",
  networkOfProject: "As the project, or MobileNetV2",
  size: "Side of its pictures",
  sizeOf: (pixels: number) => `${pixels} px`,

  test: "Test and measure",
  testEstimate: (time: string) => `about ${time}`,
  testWhy:
    "Each device computes the network's own layers, forward and backward, beside the processor; what differs is not used. Then it is timed. Every device runs in a process of its own, so a driver that crashes takes nothing with it.",
  testOne: "Test",
  testOneOf: (device: string) => `Test and measure ${device}`,
  waiting: "Waits until other work is done",

  found: "Found",
  absent: "Not found",
  states: {
    chosen: "used",
    ready: "ready",
    untested: "not tested",
    "not-used": "not used",
    reference: "reference",
    absent: "not found",
  },
  kinds: { cpu: "Processor", gpu: "Graphics card", npu: "Neural engine" },
  driver: "Driver",
  memory: "Memory",
  tested: "Tested",
  failures: "What did not pass",
  passes: { forward: "forward", backward: "backward" },
  moreFailures: (count: number) => `and ${count} more`,

  faster: "How to get a faster one",
  nothingFaster: "Nothing more is known that would be faster here.",
  tensorflow: "TensorFlow",
  tensorflowWhy:
    "TensorFlow's own library computes on the processor, and on NVIDIA cards through CUDA. Linking takes the one of a Python on this machine; installing fetches one of some hundred megabytes.",
  link: "Link",
  linkPath: "Folder of a TensorFlow",
  linkPathWhy: "Empty: the Pythons of this machine are searched.",
  install: "Install",
  installGpu: "Install for CUDA",
  ready: "TensorFlow is ready. Test and measure it to have it used.",
} as const;
